import { randomUUID } from 'node:crypto';
import { createBlackoutRequest } from '@scanfleet/contracts';
import { BlackoutQueries } from '../src/blackouts/blackout-queries.js';
import { BlackoutStore } from '../src/blackouts/blackout-store.js';
import { BlackoutWindows } from '../src/blackouts/blackout-windows.js';
import { aLogger } from './harness.js';
import { LedgerBench } from './ledger-bench.js';

/** What a test says of a blackout; without a word it is a global one from noon to one on the first of March 2026, UTC. */
export interface BlackoutWish {
  readonly name?: string;
  readonly siteId?: string;
  readonly engineId?: string;
  readonly start?: string;
  readonly zone?: string;
  readonly rules?: string;
  readonly minutes?: number;
  readonly enabled?: boolean;
}

/** Blackouts beside the ledger on a real database, at noon of the first of March 2026. */
export class BlackoutBench {
  readonly store: BlackoutStore;
  readonly queries: BlackoutQueries;
  readonly windows: BlackoutWindows;
  /** What the sweep of the windows logged. */
  readonly logLines: readonly string[];

  private constructor(readonly ledgers: LedgerBench) {
    const { database, clock, bus } = ledgers.bench;
    const { logger, lines } = aLogger();
    this.store = new BlackoutStore(clock, bus);
    this.queries = new BlackoutQueries(database, clock);
    this.windows = new BlackoutWindows(database, clock, bus, ledgers.queue, this.store, logger);
    this.logLines = lines;
  }

  static async open(): Promise<BlackoutBench> {
    return new BlackoutBench(await LedgerBench.open());
  }

  close(): Promise<void> {
    return this.ledgers.close();
  }

  /** No blackout, no scan, no engine in use, and noon again. */
  async clear(): Promise<void> {
    await this.ledgers.database.query(`DELETE FROM blackout`);
    await this.ledgers.clear();
    this.setClock('2026-03-01T12:00:00Z');
    this.ledgers.bench.bus.take();
  }

  /** Moves the clock to an instant, forward or back. */
  setClock(instant: string): void {
    const { clock } = this.ledgers.bench;
    clock.pass((new Date(instant).getTime() - clock.now().getTime()) / 1000);
  }

  /** @returns its id */
  async add(wish: BlackoutWish = {}): Promise<string> {
    const { name = `blackout ${randomUUID()}`, siteId, engineId, enabled = true, minutes = 60 } = wish;
    const { start = '2026-03-01T12:00', zone = 'UTC', rules } = wish;
    const request = createBlackoutRequest.parse({
      name,
      scope: siteId !== undefined ? 'site' : engineId !== undefined ? 'engine' : 'global',
      siteId,
      engineId,
      enabled,
      durationMinutes: minutes,
      recurrence: { start, zone, rules },
    });
    return this.ledgers.database.transaction((tx) => this.store.create(tx, { ...request, by: 'ann' }));
  }

  update(id: string, change: Parameters<BlackoutStore['update']>[2]): Promise<void> {
    return this.ledgers.database.transaction((tx) => this.store.update(tx, id, change));
  }

  remove(id: string): Promise<void> {
    return this.ledgers.database.transaction((tx) => this.store.remove(tx, id));
  }

  /** The stored window of a blackout, in short: `2026-03-01T12:00:00.000Z/2026-03-01T13:00:00.000Z`. */
  async window(id: string): Promise<string | null> {
    const [row] = await this.ledgers.database.query<{ start: Date | null; end: Date | null }>(
      `SELECT window_start AS start, window_end AS end FROM blackout WHERE id = $1`,
      [id],
    );
    return row?.start && row.end ? `${row.start.toISOString()}/${row.end.toISOString()}` : null;
  }

  /** What consoles do every second. */
  async tick(): Promise<void> {
    await this.windows.sweep();
    await this.ledgers.blackoutGuard.look();
  }
}
