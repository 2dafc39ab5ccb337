import type { Lease, ShardOrder } from '@scanfleet/contracts';
import type { ShardLeaseId } from '../console/console-client.js';
import type { StopReason } from './decide-outcome.js';
import { ShardRun, type ShardGround } from './shard-run.js';

/** The shards that this engine works on right now. */
export class ShardRoster {
  private readonly running = new Map<ShardRun, Promise<void>>();

  constructor(
    private readonly ground: ShardGround,
    private readonly slots: number,
    /** Called when a slot becomes free. */
    private readonly onFree: () => void,
  ) {}

  get freeSlots(): number {
    return Math.max(0, this.slots - this.running.size);
  }

  held(): ShardLeaseId[] {
    return [...this.running.keys()].map(({ shardId, epoch }) => ({ shardId, epoch }));
  }

  /** Starts work on a lease that was asked for at the monotonic time `askedAt`. A lease that is held already changes nothing. */
  take(lease: Lease, askedAt: number): void {
    const { shardId, epoch } = lease.manifest;
    const same = [...this.running.keys()].filter((run) => run.shardId === shardId);
    if (same.some((run) => run.epoch >= epoch)) return;
    // A higher epoch means that the console has given up on the earlier lease.
    for (const run of same) run.abandon();
    const run = new ShardRun(this.ground, lease, askedAt);
    const work = run
      .run()
      .catch((error: unknown) => this.ground.log.error('shard ended by a surprise', { shardId, epoch, error }))
      .finally(() => {
        this.running.delete(run);
        this.onFree();
      });
    this.running.set(run, work);
  }

  /** Passes an order on; for a shard that is not here there is nothing to do, whatever the order. */
  obey({ shardId, epoch, order }: ShardOrder): void {
    for (const run of this.running.keys()) if (run.shardId === shardId && run.epoch === epoch) run.order(order);
  }

  /** Stops what the owner does not allow any more. */
  obeyPolicy(): void {
    for (const run of this.running.keys()) run.obeyPolicy();
  }

  stopAll(reason: StopReason): void {
    for (const run of this.running.keys()) run.stop(reason);
  }

  leaveAll(): void {
    for (const run of this.running.keys()) run.leaveNow();
  }

  /** Resolves when no shard is left. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }
}
