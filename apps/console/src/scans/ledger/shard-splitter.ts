import { Injectable } from '@nestjs/common';
import { AddressSet } from '@scanfleet/targets';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { Bus } from '../../platform/realtime/bus.js';
import { EngineSlots, mayTake } from './engine-slots.js';
import { ranSeconds, remainingSeconds } from './remaining-time.js';
import type { ShardRow } from './shard-row.js';
import { StateWriter } from './state-writer.js';

/** A part that takes less than this is not worth a scanner of its own, seconds. */
const SHORTEST_PART_SECONDS = 60;
const MOST_PARTS = 64;
/** What a masscan that was paused sooner had done is not worth more shards, seconds. */
const LONG_RUN_SECONDS = 600;

/** Divides what is left of a shard among engines that have nothing to do. */
@Injectable()
export class ShardSplitter {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
    private readonly slots: EngineSlots,
  ) {}

  /**
   * Keeps the first part of what is left in the shard and makes queued shards of the rest, one for each idle slot that may
   * take it. What is covered or dropped stays with the shard, so that every address is in one shard as before. Leaves the
   * shard whole where nobody is idle any more. The caller has locked the shard, whose scanner has stopped, and queues it
   * again; locks the scan.
   * @param left what is neither covered nor dropped; not empty.
   */
  async divide(tx: Tx, shard: ShardRow, left: AddressSet): Promise<void> {
    await this.cut(tx, shard, { left, parts: await this.partsFor(tx, shard, left), state: 'queued' });
  }

  /**
   * Cuts what is left of a masscan that had run for long when it was paused. It begins anew, so one that takes longer than the
   * time between two pauses, such as nightly blackouts, would never end; each part takes at most half of what it had. The parts
   * are paused, too.
   */
  async shorten(tx: Tx, shard: ShardRow, left: AddressSet): Promise<void> {
    if (shard.scanner !== 'masscan') return;
    const { ran, remaining } = await this.times(tx, shard);
    if (ran < LONG_RUN_SECONDS) return;
    const parts = Math.min(Math.ceil((2 * (ran + remaining)) / ran), MOST_PARTS);
    await this.cut(tx, shard, { left, parts, state: 'paused' });
  }

  private async cut(
    tx: Tx,
    shard: ShardRow,
    { left, parts, state }: { left: AddressSet; parts: number; state: 'queued' | 'paused' },
  ): Promise<void> {
    if (shard.partCount > 1) return;
    const [first, ...rest] = left.splitInto(parts);
    if (!first || rest.length === 0) return;
    const scan = await this.states.lockScan(tx, shard.scanId);
    if (!scan) return;
    const kept = rest.reduce((set, part) => set.subtract(part), AddressSet.parse(shard.addressSet));
    await tx.query(`UPDATE shard SET address_set = $2, address_count = $3 WHERE id = $1`, [
      shard.id,
      kept.toString(),
      kept.count().toString(),
    ]);
    shard.addressSet = kept.toString();
    const added = await tx.query<{ id: string }>(
      `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, stage, options, pinned_engine_id, pinned_pool_id,
         refused_by, address_set, address_count, split_from)
       SELECT part.id, scan_id, zone_id, last.number + part.place, scanner, $6, stage, options, pinned_engine_id,
         pinned_pool_id, refused_by, part.address_set, part.address_count, $1
       FROM shard, (SELECT max(number) AS number FROM shard WHERE scan_id = $2) AS last,
         unnest($3::uuid[], $4::text[], $5::numeric[]) WITH ORDINALITY AS part (id, address_set, address_count, place)
       WHERE shard.id = $1
       RETURNING shard.id`,
      [
        shard.id,
        shard.scanId,
        rest.map(() => this.clock.uuid()),
        rest.map((part) => part.toString()),
        rest.map((part) => part.count().toString()),
        state,
      ],
    );
    await tx.query(`UPDATE scan SET shard_count = shard_count + $2 WHERE id = $1`, [shard.scanId, added.length]);
    const event = { type: 'shard_changed', scanId: shard.scanId, state, percent: 0 } as const;
    tx.afterCommit(async () => {
      for (const { id } of added) await this.bus.publish('realtime', { ...event, shardId: id });
    });
  }

  /** Into how many parts: one for the slot that it leaves and one for each that is idle, of some length each. */
  private async partsFor(tx: Tx, shard: ShardRow, left: AddressSet): Promise<number> {
    const need = { ...shard, addresses: left };
    const idle = (await this.slots.free(tx, shard.zoneId))
      .filter((engine) => mayTake(engine, need))
      .reduce((sum, { free }) => sum + free, 0);
    const { remaining } = await this.times(tx, shard);
    const worthwhile = Math.max(2, Math.floor(remaining / SHORTEST_PART_SECONDS));
    return Math.min(1 + idle, worthwhile, MOST_PARTS);
  }

  /** Seconds that its scanner has run, and that it has to go; 0 where it was never seen running. */
  private async times(tx: Tx, { id }: ShardRow): Promise<{ ran: number; remaining: number }> {
    const [row] = await tx.query<{ ran: number | null; remaining: number | null }>(
      `SELECT (${ranSeconds('$2')})::float8 AS ran, (${remainingSeconds('$2')})::float8 AS remaining FROM shard WHERE id = $1`,
      [id, this.clock.now()],
    );
    return { ran: row?.ran ?? 0, remaining: Math.max(row?.remaining ?? 0, 0) };
  }
}
