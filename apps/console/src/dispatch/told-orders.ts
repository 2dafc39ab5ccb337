import type { ShardOrder } from '@scanfleet/contracts';

/** An order that an engine was told and has not carried out yet is told again after this long, milliseconds. */
const AGAIN_MILLISECONDS = 5_000;
/** The same for the wish that it fetches a new token, which may take it a while. */
const ROTATE_AGAIN_MILLISECONDS = 30_000;
const MOST = 10_000;

/**
 * Remembers which orders were told lately. Stopping a scanner takes a moment, and an engine that checks in meanwhile shall
 * wait for news instead of hearing the same order in every answer. Losing this memory costs a repeated order, nothing else.
 */
export class ToldOrders {
  private readonly told = new Map<string, number>();

  /** The orders that are news to the engine at `now`; they count as told from here on. */
  news(engineId: string, orders: readonly ShardOrder[], now: Date): ShardOrder[] {
    return orders.filter(({ shardId, epoch, order }) =>
      this.isNews(`${engineId} ${shardId} ${epoch} ${order}`, now, AGAIN_MILLISECONDS),
    );
  }

  /** Whether it is news to the engine at `now` that it shall fetch a new token; it counts as told from here on. */
  rotationIsNews(engineId: string, now: Date): boolean {
    return this.isNews(`${engineId} rotate`, now, ROTATE_AGAIN_MILLISECONDS);
  }

  private isNews(key: string, now: Date, againMilliseconds: number): boolean {
    if (this.told.size > MOST) this.told.clear();
    const last = this.told.get(key);
    if (last !== undefined && now.getTime() - last < againMilliseconds) return false;
    this.told.set(key, now.getTime());
    return true;
  }
}
