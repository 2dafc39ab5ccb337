import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { Health } from '@scanfleet/contracts';
import { Clock } from '../clock/clock.js';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrate.js';
import { AppLogger } from '../logging/app-logger.js';
import { BullJobQueue } from '../queue/bull-job-queue.js';

/** Below this the console cannot be trusted to take reports, bytes. */
const LEAST_FREE = 256 * 1024 * 1024;
const PATIENCE_MS = 5000;
/** Anyone may ask, so the database is not asked each time. */
const KEEP_MS = 1000;

/** Whether the console can work: what it says to load balancers and people. Details go to the log, not to strangers. */
@Injectable()
export class HealthChecks {
  private last: { at: number; health: Promise<Health> } | undefined;

  constructor(
    private readonly database: Database,
    private readonly queue: BullJobQueue,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  look(): Promise<Health> {
    const at = this.clock.now().getTime();
    if (!this.last || Math.abs(at - this.last.at) > KEEP_MS) this.last = { at, health: this.lookAtAll() };
    return this.last.health;
  }

  private async lookAtAll(): Promise<Health> {
    const checks = await Promise.all([
      this.check('database', async () => {
        await this.database.query('SELECT 1');
        return null;
      }),
      this.check('migrations', async () => {
        const pending = await pendingMigrations(this.database.source);
        return pending === 0 ? null : `${pending} have not been run`;
      }),
      this.check('queue', async () => {
        await this.queue.counts();
        return null;
      }),
      this.check('disk', async () => {
        const { bavail, bsize } = await statfs(this.config.dataDir);
        return bavail * bsize >= LEAST_FREE ? null : 'almost full';
      }),
    ]);
    return { status: checks.every(({ ok }) => ok) ? 'ok' : 'degraded', checks };
  }

  /** `look` answers with what is wrong, or null. */
  private async check(name: string, look: () => Promise<string | null>): Promise<Health['checks'][number]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('does not answer in time'), PATIENCE_MS);
    });
    try {
      const detail = await Promise.race([look(), late]);
      return { name, ok: detail === null, detail };
    } catch (error) {
      this.logger.warn('a health check failed', { check: name, error });
      return { name, ok: false, detail: 'does not answer' };
    } finally {
      clearTimeout(timer);
    }
  }
}
