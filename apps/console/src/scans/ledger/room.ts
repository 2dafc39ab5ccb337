import type { ScannerName, ScanOptionRecord } from '@scanfleet/contracts';
import { type FreeEngine, type SlotNeed, slotsFor } from './engine-slots.js';
import { ownRate, shareOf } from './rate-budget.js';

/** A scan as far as limits and budgets go; null = there is none. */
export interface LimitedScan {
  readonly id: string;
  readonly siteId: string | null;
  readonly maxRate: number | null;
  readonly siteMaxShards: number | null;
  readonly siteMaxRate: number | null;
  readonly zoneMaxShards: number | null;
}

/** A shard that waits, of a scan or site with a budget. */
export interface QueuedShard extends SlotNeed {
  readonly id: string;
  readonly scanId: string;
  readonly siteId: string | null;
}

/** What is left of a limit or budget. */
export interface Left {
  n: number;
}

/** Queued shards that are looked at to divide a budget: with more, the shares only become smaller. */
export const MOST_LOOKED_AT = 128;

/** What may be leased beside what runs: true for as long as its transaction, which everybody else waits for. */
export class Room {
  constructor(
    private readonly zoneShards: Left | null,
    private readonly siteShards: ReadonlyMap<string, Left>,
    /** Packets a second that are left, by site or scan. */
    private readonly rates: ReadonlyMap<string, Left>,
    private readonly engines: FreeEngine[],
    private queued: QueuedShard[],
  ) {}

  /** Whether a limit or an empty budget forbids one more shard of the scan. */
  isFull(scan: LimitedScan): boolean {
    const limits = [this.zoneShards, scan.siteId === null ? undefined : this.siteShards.get(scan.siteId)];
    return limits.some((left) => left && left.n < 1) || this.budgets(scan).some(({ left }) => left.n < 1);
  }

  /**
   * Packets a second for one more lease of the scan; null where it has no budget. Call it after `isFull`.
   * @param most what the engine's owner allows, if anything is said.
   */
  rate(
    scan: LimitedScan,
    shard: { scanner: ScannerName; options: readonly ScanOptionRecord[] },
    most: number | null,
  ): number | null {
    const shares = this.budgets(scan).map(({ left, ofBudget }) => {
      const open = this.queued.filter(ofBudget).slice(0, MOST_LOOKED_AT);
      const limits = [this.zoneShards?.n, scan.siteId === null ? undefined : this.siteShards.get(scan.siteId)?.n];
      return shareOf(left.n, Math.min(slotsFor(this.engines, open), ...limits.filter((n) => n !== undefined))) ?? 1;
    });
    if (shares.length === 0) return null;
    // What it would not use is left for others.
    const wanted = Math.min(ownRate(shard.scanner, shard.options), most ?? Infinity);
    return Math.max(1, Math.floor(Math.min(...shares, wanted)));
  }

  /** A shard was leased. */
  take(scan: LimitedScan, lease: { engineId: string; shardId: string; rate: number | null }): void {
    if (this.zoneShards) this.zoneShards.n -= 1;
    const site = scan.siteId === null ? undefined : this.siteShards.get(scan.siteId);
    if (site) site.n -= 1;
    for (const { left } of this.budgets(scan)) left.n -= lease.rate ?? 0;
    const at = this.engines.findIndex(({ id }) => id === lease.engineId);
    const engine = this.engines[at];
    if (engine) this.engines[at] = { ...engine, free: engine.free - 1 };
    this.queued = this.queued.filter(({ id }) => id !== lease.shardId);
  }

  private budgets(scan: LimitedScan): { left: Left; ofBudget: (shard: QueuedShard) => boolean }[] {
    const ofSite = scan.siteId === null ? undefined : this.rates.get(scan.siteId);
    const ofScan = this.rates.get(scan.id);
    return [
      ...(ofSite ? [{ left: ofSite, ofBudget: ({ siteId }: QueuedShard) => siteId === scan.siteId }] : []),
      ...(ofScan ? [{ left: ofScan, ofBudget: ({ scanId }: QueuedShard) => scanId === scan.id }] : []),
    ];
  }
}
