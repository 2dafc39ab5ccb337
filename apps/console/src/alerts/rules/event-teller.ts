import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { type Audience, siteAudiences } from './audience.js';
import { changesOf } from './change-stream.js';
import { Confirmations } from './confirmations.js';
import type { FlapBook } from './flap-book.js';
import { HeldThings } from './held-things.js';
import { Mutes } from './mutes.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';
import { type Sifted, siftEvent } from './sift-event.js';
import { eventColumns, type EventRow } from './told-event.js';

/** For those who wait for nothing: nothing is known, and nothing is asked. */
const noFlaps: FlapBook = { load: () => Promise.resolve(new Map()), save: () => Promise.resolve() };

/** Tells what happened to scans, one event in one transaction: the event is done with the messages about it, or not at all. */
@Injectable()
export class EventTeller {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly rules: RuleBook,
    private readonly messages: RuleMessages,
    private readonly confirmations: Confirmations,
  ) {}

  /**
   * Takes the oldest open event that nobody else has and tells it.
   * @param except ids of events that are put off
   * @param onTaken hears the id of the event before it is told
   * @returns whether there was one
   */
  tellNext(except: readonly string[], onTaken: (eventId: string) => void): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const event = await this.take(tx, except);
      if (!event) return false;
      onTaken(event.id);
      await this.tell(tx, event);
      await tx.query(`UPDATE scan_event SET alerted_at = $2 WHERE id = $1`, [event.id, this.clock.now()]);
      return true;
    });
  }

  /**
   * Events of one zone are told one after the other, whoever does it: what is said of a host depends on what was said before.
   * Those of other zones need not wait.
   */
  private async take(tx: Tx, except: readonly string[]): Promise<EventRow | undefined> {
    const [event] = await tx.query<EventRow>(
      `SELECT ${eventColumns} FROM scan_event e
       WHERE e.alerted_at IS NULL AND e.id <> ALL ($1::bigint[]) AND NOT EXISTS (
         SELECT FROM scan_event earlier WHERE earlier.alerted_at IS NULL AND earlier.id < e.id
           AND earlier.id <> ALL ($1::bigint[]) AND earlier.facts->>'zoneId' = e.facts->>'zoneId')
       ORDER BY e.id LIMIT 1 FOR UPDATE OF e SKIP LOCKED`,
      [except],
    );
    return event;
  }

  private async tell(tx: Tx, event: EventRow): Promise<void> {
    const now = this.clock.now();
    const audiences = [...(await this.rules.telling(tx)), ...(await this.ofSite(tx, event))];
    const sifted = await siftEvent(event, audiences, {
      now,
      mutes: (await Mutes.since(tx, now)).at(now),
      flapsOf: ({ rule, flapMs }) =>
        rule === null || flapMs === 0 ? noFlaps : new HeldThings(tx, { id: rule.id, flapMs }),
      looksAgain: true,
      publicUrl: this.config.publicUrl,
      changes: () => changesOf(tx, event),
    });
    for (const one of sifted) if (one.tells) await this.tellOne(tx, event, one);
  }

  private async tellOne(tx: Tx, event: EventRow, { audience, sieve, wanted, parcel }: Sifted): Promise<void> {
    if (wanted.length > 0 && audience.rule !== null) {
      const why = await this.confirmations.wish(tx, { event, ruleId: audience.rule.id, parcel: parcel(), wanted });
      if (why === null) return;
      sieve.tellUnconfirmed(why);
      await sieve.flush();
    }
    await this.messages.hand(tx, audience, parcel());
  }

  /** The recipients of the mails of the scan's site. A second look is nothing that they asked for. */
  private async ofSite(tx: Tx, { facts }: EventRow): Promise<Audience[]> {
    if (facts.siteId === null || facts.origin === 'confirmation') return [];
    const [site] = await tx.query<Parameters<typeof siteAudiences>[0]>(
      `SELECT scan_mail_recipients AS "scanMailRecipients", difference_mail_recipients AS "differenceMailRecipients"
       FROM site WHERE id = $1`,
      [facts.siteId],
    );
    return site ? siteAudiences(site) : [];
  }
}
