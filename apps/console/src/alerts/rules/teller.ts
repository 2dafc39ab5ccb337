import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { Clock } from '../../platform/clock/clock.js';
import { Draining } from '../../platform/draining.js';
import { AppLogger } from '../../platform/logging/app-logger.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { Bus } from '../../platform/realtime/bus.js';
import { CertificateTeller } from './certificate-teller.js';
import { DueSender } from './due-sender.js';
import { EventTeller } from './event-teller.js';
import { LookJudge } from './look-judge.js';
import { LookStarter } from './look-starter.js';
import { Settler } from './settler.js';

const TICK_SECONDS = 2;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
/** Rules or looks that are dealt with in one tick. */
const MOST_AT_ONCE = 100;
const FIRST_SETBACK_SECONDS = 10;
const LONGEST_SETBACK_SECONDS = 300;
/** How long events that were told are kept, for rehearsals. */
const KEPT_DAYS = 90;
const DELETED_AT_ONCE = 10_000;

interface Setback {
  readonly failures: number;
  readonly until: number;
}

/**
 * Tells alert rules of what has happened. All that there is to do is in tables, so nothing is lost by a tick that does not
 * happen; any number of consoles may tell at once.
 */
@Injectable()
export class Teller implements OnModuleInit, OnModuleDestroy {
  /** Events and rules that could not be told of, which must not hold up the others. */
  private readonly setbacks = new Map<string, Setback>();
  private readonly endings: (() => void)[] = [];
  private ringing: Promise<void> | undefined;
  private rungAgain = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly queue: JobQueue,
    private readonly bus: Bus,
    private readonly draining: Draining,
    private readonly events: EventTeller,
    private readonly starter: LookStarter,
    private readonly judge: LookJudge,
    private readonly settler: Settler,
    private readonly sender: DueSender,
    private readonly certificates: CertificateTeller,
    private readonly logger: AppLogger,
  ) {}

  onModuleInit(): void {
    this.queue.every('tell-alerts', TICK_SECONDS, () => this.tick());
    this.queue.every('tell-certificates', HOUR_SECONDS, () => this.certificates.look());
    this.queue.every('forget-told', HOUR_SECONDS, () => this.forget());
    if (this.config.worksJobs) this.endings.push(this.bus.subscribe('scan-events', () => this.ring()));
  }

  async onModuleDestroy(): Promise<void> {
    for (const end of this.endings) end();
    this.rungAgain = false;
    await this.ringing;
  }

  /** Does all that can be done now. */
  async tick(): Promise<void> {
    await this.tellEvents();
    for (const look of await this.judge.ended(MOST_AT_ONCE)) await this.tried(look.id, () => this.judge.judge(look));
    for (const id of await this.starter.wanted(MOST_AT_ONCE)) await this.tried(id, () => this.begin(id));
    for (const id of await this.settler.due(MOST_AT_ONCE))
      await this.tried(`settle ${id}`, () => this.settler.settle(id));
    for (const id of await this.sender.due(MOST_AT_ONCE)) await this.tried(`send ${id}`, () => this.sender.send(id));
  }

  /** Forgets events that were told long ago, and certificates that are not there any more. */
  async forget(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_SECONDS * 1000);
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE && !this.draining.signal.aborted;) {
      const gone = await this.database.transaction((tx) =>
        tx.query(
          `DELETE FROM scan_event WHERE id IN (
             SELECT id FROM scan_event WHERE at < $1 AND alerted_at IS NOT NULL LIMIT ${DELETED_AT_ONCE}) RETURNING id`,
          [before],
        ),
      );
      deleted = gone.length;
    }
    await this.certificates.forget();
  }

  /** Tells open events until there are none, or none that can be told. */
  private async tellEvents(): Promise<void> {
    while (!this.draining.signal.aborted) {
      let taken: string | null = null;
      try {
        const told = await this.events.tellNext(this.putOff(), (eventId) => (taken = eventId));
        if (!told) return;
        if (taken !== null) this.setbacks.delete(taken);
      } catch (error) {
        // Without an event it was the database.
        if (taken === null) throw error;
        this.noteFailure(taken, error);
      }
    }
  }

  private async begin(lookId: string): Promise<void> {
    const begun = await this.starter.begin(lookId);
    if (begun.kind === 'impossible') await this.judge.giveUp(lookId, begun.why);
  }

  /** One thing that fails must not keep the others from being told. */
  private async tried(key: string, work: () => Promise<void>): Promise<void> {
    if (this.draining.signal.aborted || this.isPutOff(key)) return;
    try {
      await work();
      this.setbacks.delete(key);
    } catch (error) {
      this.noteFailure(key, error);
    }
  }

  private noteFailure(key: string, error: unknown): void {
    const failures = (this.setbacks.get(key)?.failures ?? 0) + 1;
    const seconds = Math.min(FIRST_SETBACK_SECONDS * 2 ** (failures - 1), LONGEST_SETBACK_SECONDS);
    this.setbacks.set(key, { failures, until: this.clock.now().getTime() + seconds * 1000 });
    this.logger.error('alerts could not be told and will be tried again', { what: key, failures, seconds, error });
  }

  /** Ids of events that are not tried now. */
  private putOff(): string[] {
    return [...this.setbacks.keys()].filter((key) => /^\d+$/.test(key) && this.isPutOff(key));
  }

  private isPutOff(key: string): boolean {
    const setback = this.setbacks.get(key);
    return setback !== undefined && setback.until > this.clock.now().getTime();
  }

  /** Rung while it tells, it tells once more. Never throws. */
  private ring(): void {
    this.rungAgain = true;
    this.ringing ??= this.tellWhileRung().finally(() => {
      this.ringing = undefined;
    });
  }

  private async tellWhileRung(): Promise<void> {
    while (this.rungAgain) {
      this.rungAgain = false;
      try {
        await this.tick();
      } catch (error) {
        this.logger.warn('alerts could not be looked at and will be again', { error });
      }
    }
  }
}
