import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Bus } from '../platform/realtime/bus.js';
import { ExclusionsNow } from './exclusions-now.js';
import { ScopeChecker } from './scope-checker.js';

const SWEEP_SECONDS = 3;
/**
 * Scans are looked at for so long after the scope changed, milliseconds: a lease that was being given while the exclusion was
 * written may not have been there to be seen.
 */
const LOOK_ON_MILLISECONDS = 15_000;

interface ScopeFacts {
  zones: string[];
  fingerprint: string;
}

/**
 * Brings exclusions to shards that run already: at once when one is written, and by a sweep that also notices those that
 * expire, names that lead elsewhere and bells that were not heard. Any number of consoles may do so at the same time.
 */
@Injectable()
export class ScopeGuard implements OnModuleInit, OnModuleDestroy {
  private unsubscribe: (() => void) | undefined;
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private refreshing: Promise<void> | undefined;
  private last: { fingerprint: string; since: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly queue: JobQueue,
    private readonly exclusions: ExclusionsNow,
    private readonly checker: ScopeChecker,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('guard-scope', SWEEP_SECONDS, () => this.look());
    this.unsubscribe = this.bus.subscribe('realtime', ({ type }) => {
      if (type === 'exclusions_changed') void this.look();
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe?.();
    this.lookAgain = false;
    await this.looking;
    await this.refreshing;
  }

  /** Looks at all scans if their scope may have changed. Asked again while it looks, it looks once more. Never throws. */
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
        await this.lookOnce();
      } catch (error) {
        this.logger.warn('the scope could not be checked and will be again', { error });
      }
    } while (this.lookAgain);
  }

  private async lookOnce(): Promise<void> {
    const facts = await this.facts();
    if (!facts) return;
    const now = this.clock.now().getTime();
    if (this.last?.fingerprint !== facts.fingerprint) this.last = { fingerprint: facts.fingerprint, since: now };
    if (now - this.last.since <= LOOK_ON_MILLISECONDS) {
      const done = await this.checker.check();
      if (done.replanned + done.ended > 0) this.logger.info('shards follow a change of scope', { ...done });
    }
    this.refreshNames(facts.zones);
  }

  /** What scope depends on, in one look; undefined while no scan is there to be guarded. */
  private async facts(): Promise<ScopeFacts | undefined> {
    const rows = await this.database.query<ScopeFacts>(
      `SELECT zones, concat_ws(' ',
         (SELECT md5(string_agg(concat_ws(' ', id, zone_id, site_id), ',' ORDER BY id)) FROM exclusion
          WHERE enabled AND (expires_at IS NULL OR expires_at > $1)),
         (SELECT md5(string_agg(concat_ws(' ', name, address_set), ',' ORDER BY name)) FROM scope_name)) AS fingerprint
       FROM (SELECT array_agg(DISTINCT zone_id) AS zones FROM scan WHERE state IN ('planned', 'running', 'paused')) AS live
       WHERE zones IS NOT NULL`,
      [this.clock.now()],
    );
    return rows[0];
  }

  /** Asks for names whose answers are old. Nobody waits for DNS: when an answer is news, there is another look. */
  private refreshNames(zones: readonly string[]): void {
    this.refreshing ??= this.refresh(zones)
      .catch((error: unknown) => this.logger.warn('names could not be resolved anew', { error }))
      .finally(() => {
        this.refreshing = undefined;
      });
  }

  private async refresh(zones: readonly string[]): Promise<void> {
    let news = false;
    for (const zoneId of zones) news = (await this.exclusions.refresh(this.database, zoneId)) || news;
    if (news) await this.look();
  }
}
