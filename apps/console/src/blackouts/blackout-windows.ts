import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Bus } from '../platform/realtime/bus.js';
import { BlackoutStore } from './blackout-store.js';

const SWEEP_SECONDS = 1;

interface OpenWindow {
  id: string;
  name: string;
  since: Date;
}

/** Goes with the time: moves blackouts whose window has ended to their next one, and tells everybody when one begins. */
@Injectable()
export class BlackoutWindows implements OnModuleInit {
  /** What was open at the last look, as a text. */
  private known = '';
  /** Blackouts that could not be moved on, and of which somebody was told. */
  private readonly stuck = new Set<string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly queue: JobQueue,
    private readonly store: BlackoutStore,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('open-blackouts', SWEEP_SECONDS, () => this.sweep());
  }

  /** Looks once at all windows. One blackout that cannot be moved on holds up no other. */
  async sweep(): Promise<void> {
    const over = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM blackout WHERE window_end <= $1 ORDER BY window_end, id`,
      [this.clock.now()],
    );
    for (const { id, name } of over) {
      try {
        const moved = await this.database.transaction((tx) => this.store.moveOn(tx, id));
        if (moved) this.logger.info('a blackout has ended', { blackoutId: id, name });
        this.stuck.delete(id);
      } catch (error) {
        if (this.stuck.has(id)) continue;
        this.stuck.add(id);
        this.logger.error('a blackout cannot end, so scans stay paused: disable it', { blackoutId: id, name, error });
      }
    }
    await this.tellBegun();
  }

  private async tellBegun(): Promise<void> {
    const open = await this.database.query<OpenWindow>(
      `SELECT id, name, window_start AS since FROM blackout WHERE window_start <= $1 ORDER BY id`,
      [this.clock.now()],
    );
    const now = open.map(({ id, since }) => `${id} ${since.toISOString()}`).join();
    if (now === this.known) return;
    const before = this.known;
    this.known = now;
    const begun = open.filter(({ id, since }) => !before.includes(`${id} ${since.toISOString()}`));
    for (const { id, name } of begun) this.logger.info('a blackout holds', { blackoutId: id, name });
    if (begun.length > 0) await this.bus.publish('realtime', { type: 'blackouts_changed' });
  }
}
