import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { holdsEngine, holdsScan } from '../blackouts/open-blackout.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Bus } from '../platform/realtime/bus.js';
import { orderReplan } from './ledger/replan-orders.js';
import { ShardLedger } from './shard-ledger.js';

const SWEEP_SECONDS = 2;
/** Scans that are paused in one transaction: fifty that run fall silent together, and none of thousands waits for long. */
const PAUSED_AT_ONCE = 100;

/** A scan that is not what the blackouts of this moment want it to be. */
interface Stray {
  id: string;
  /** The open blackout that ends last; null when none is open for it. */
  wanted: string | null;
}

/** What one look changed. */
export interface GuardedBlackouts {
  readonly paused: number;
  readonly resumed: number;
  /** Running shards that were ordered to leave their engine. */
  readonly replanned: number;
}

/**
 * Brings blackouts to what runs already: pauses scans when one begins, lets them go on when none is open any more, and stops
 * shards on engines that have one. At once when a blackout begins, ends or is changed, and by a sweep that finds what
 * was started beside it. Any number of consoles may do so at the same time: each scan is looked at again under its lock.
 */
@Injectable()
export class BlackoutGuard implements OnModuleInit, OnModuleDestroy {
  private unsubscribe: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  private lookAgain = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly queue: JobQueue,
    private readonly ledger: ShardLedger,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('guard-blackouts', SWEEP_SECONDS, () => this.look());
    this.unsubscribe = this.bus.subscribe('realtime', ({ type }) => {
      if (type === 'blackouts_changed') void this.look();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe?.();
    this.lookAgain = false;
    await this.looking;
  }

  /** Looks at all scans. Asked again while it looks, it looks once more. Never throws. */
  look(): Promise<void> {
    if (this.looking) {
      this.lookAgain = true;
      return this.looking;
    }
    this.looking = this.lookWhileAsked().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookWhileAsked(): Promise<void> {
    do {
      this.lookAgain = false;
      try {
        const { paused, resumed, replanned } = await this.lookOnce();
        if (paused + resumed + replanned > 0) {
          this.logger.info('scans follow the blackouts', { paused, resumed, replanned });
        }
      } catch (error) {
        this.logger.warn('blackouts could not be looked at and will be again', { error });
      }
    } while (this.lookAgain);
  }

  private async lookOnce(): Promise<GuardedBlackouts> {
    const replanned = await this.leaveEngines();
    let [paused, resumed] = [0, 0];
    for (const [wanted, strays] of Map.groupBy(await this.strays(), (stray) => stray.wanted)) {
      const ids = strays.map(({ id }) => id);
      if (wanted === null) resumed += await this.resume(ids);
      else paused += await this.pause(ids, wanted);
    }
    return { paused, resumed, replanned };
  }

  /** Scans to pause, to resume, or to name another blackout for; first those that send packets. */
  private async strays(): Promise<Stray[]> {
    return this.database.query<Stray>(
      `SELECT scan.id, open.id AS wanted
       FROM scan LEFT JOIN LATERAL (
         SELECT blackout.id FROM blackout WHERE ${holdsScan('$1')}
         ORDER BY blackout.window_end DESC, blackout.id LIMIT 1) AS open ON true
       WHERE scan.state IN ('planned', 'running', 'paused')
         AND (CASE WHEN scan.blackout_id IS NULL THEN open.id IS NOT NULL AND scan.held IS NULL AND scan.state <> 'paused'
           ELSE scan.blackout_id IS DISTINCT FROM open.id END)
       ORDER BY scan.state = 'running' DESC, scan.id`,
      [this.clock.now()],
    );
  }

  /** Pauses scans together; where that fails, each alone, so that one which cannot be paused holds up no other. */
  private async pause(scanIds: readonly string[], blackoutId: string): Promise<number> {
    let paused = 0;
    for (let at = 0; at < scanIds.length; at += PAUSED_AT_ONCE) {
      const some = scanIds.slice(at, at + PAUSED_AT_ONCE);
      try {
        paused += await this.database.transaction(async (tx) => {
          await impatient(tx);
          return this.ledger.pauseFor(tx, some, blackoutId);
        });
      } catch (error) {
        this.logger.warn('scans could not be paused together for a blackout', { scans: some.length, error });
        paused += await this.each(some, (tx, id) => this.ledger.pauseFor(tx, [id], blackoutId));
      }
    }
    return paused;
  }

  private resume(scanIds: readonly string[]): Promise<number> {
    return this.each(scanIds, async (tx, id) => Number(await this.ledger.resumeAfterBlackout(tx, id)));
  }

  /** Changes each scan in a transaction of its own. One that fails is found again by the next look. */
  private async each(scanIds: readonly string[], change: (tx: Tx, id: string) => Promise<number>): Promise<number> {
    let changed = 0;
    for (const id of scanIds) {
      try {
        changed += await this.database.transaction(async (tx) => {
          await impatient(tx);
          return change(tx, id);
        });
      } catch (error) {
        this.logger.warn('a scan could not follow the blackouts and will be looked at again', { scanId: id, error });
      }
    }
    return changed;
  }

  /** Stops what runs on engines that have a blackout: what is left is queued for other engines. */
  private async leaveEngines(): Promise<number> {
    const shards = await this.database.query<{ id: string; epoch: number }>(
      `SELECT shard.id, shard.epoch FROM blackout
       JOIN shard ON ${holdsEngine({ engineId: 'shard.engine_id', now: '$1' })}
       WHERE shard.state IN ('leased', 'scanning') AND shard.lease_expires_at IS NOT NULL
         AND (shard.ordered IS NULL OR shard.ordered = 'split')
       ORDER BY shard.id`,
      [this.clock.now()],
    );
    if (shards.length === 0) return 0;
    const leave = (some: typeof shards): Promise<number> =>
      this.database.transaction(async (tx) => {
        await impatient(tx);
        return orderReplan(tx, some, { clock: this.clock, bus: this.bus });
      });
    try {
      return await leave(shards);
    } catch (error) {
      this.logger.warn('shards could not leave their engines together for a blackout', {
        shards: shards.length,
        error,
      });
    }
    let left = 0;
    for (const shard of shards) left += await leave([shard]).catch(() => 0);
    return left;
  }
}

/** One scan that somebody works on for long, such as at its end, must not keep the others scanning: it is come back to. */
async function impatient(tx: Tx): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = '500ms'`);
}
