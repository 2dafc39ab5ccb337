import { Injectable } from '@nestjs/common';
import { ScanEvent } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { type Audience, siteAudiences } from './audience.js';
import { changesOf } from './change-stream.js';
import { Confirmations } from './confirmations.js';
import type { FlapBook } from './flap-book.js';
import { facetOf, facetSql, type FoundChange } from './found-change.js';
import { HeldThings } from './held-things.js';
import { Mutes } from './mutes.js';
import { nothingLeftOut, type Parcel } from './parcel.js';
import { RuleBook } from './rule-book.js';
import { RuleMessages } from './rule-messages.js';
import { type Sifted, siftEvent } from './sift-event.js';
import { eventColumns, type EventRow } from './told-event.js';

/** For those who wait for nothing: nothing is known, and nothing is asked. */
const noFlaps: FlapBook = { load: () => Promise.resolve(new Map()), save: () => Promise.resolve() };

/** Told at once, whatever else is still looked at. */
const urgent: ReadonlySet<ScanEvent> = new Set([ScanEvent.Failed, ScanEvent.Partial]);

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
      wasLookedAt: await lookedAt(tx, event),
      publicUrl: this.config.publicUrl,
      changes: () => changesOf(tx, event),
    });
    for (const one of sifted) if (one.tells) await this.tellOne(tx, event, one);
  }

  private async tellOne(tx: Tx, event: EventRow, { audience, sieve, wanted, parcel }: Sifted): Promise<void> {
    if (wanted.length > 0 && audience.rule !== null) {
      const why = await this.lookAgain(tx, event, { ruleId: audience.rule.id, audience, wanted, parcel: parcel() });
      if (why === null) return;
      sieve.tellUnconfirmed(why);
      await sieve.flush();
    }
    await this.messages.hand(tx, audience, parcel());
  }

  /** Wishes for a second look. @returns why there will be none; null when there will. */
  private async lookAgain(
    tx: Tx,
    event: EventRow,
    { ruleId, audience, wanted, parcel }: Pick<Sifted, 'audience' | 'wanted'> & { ruleId: string; parcel: Parcel },
  ): Promise<string | null> {
    // Whoever cancels a scan wants it to end.
    if (event.event === ScanEvent.Cancelled) return 'the scan that found it was cancelled';
    const isUrgent = parcel.scan !== null && urgent.has(event.event);
    const waiting = isUrgent ? emptied(parcel) : parcel;
    const why = await this.confirmations.wish(tx, { event, ruleId, parcel: waiting, wanted });
    if (why === null && isUrgent) await this.messages.hand(tx, audience, parcel);
    return why;
  }

  /**
   * The recipients of the mails of the scan's site. That a second look began and ended is nothing that they asked for; what it
   * finds changed is.
   */
  private async ofSite(tx: Tx, { facts }: EventRow): Promise<Audience[]> {
    if (facts.siteId === null) return [];
    const [site] = await tx.query<Parameters<typeof siteAudiences>[0]>(
      `SELECT scan_mail_recipients AS "scanMailRecipients", difference_mail_recipients AS "differenceMailRecipients"
       FROM site WHERE id = $1`,
      [facts.siteId],
    );
    return site ? siteAudiences(site) : [];
  }
}

/** What a second look was for: the things that it looked at, and all of the hosts that it looked for. */
async function lookedAt(tx: Tx, { scan_id, facts }: EventRow): Promise<(change: FoundChange) => boolean> {
  if (facts.origin !== 'confirmation') return () => false;
  const rows = await tx.query<{ host_id: string; facet: string; protocol: string | null; port: number | null }>(
    `SELECT c.host_id, ${facetSql('c.kind')} AS facet, c.protocol, c.port
     FROM alert_confirmation look JOIN change c ON c.id = ANY (look.change_ids) WHERE look.confirm_scan_id = $1`,
    [scan_id],
  );
  const hosts = new Set(rows.filter(({ facet }) => facet === 'presence').map(({ host_id: id }) => id));
  const things = new Set(rows.map((row) => [row.host_id, row.facet, row.protocol, row.port].join(' ')));
  return ({ hostId, kind, protocol, port }) =>
    hosts.has(hostId) || things.has([hostId, facetOf(kind), protocol, port].join(' '));
}

/** What waits for a second look when all else of it is told now. */
function emptied(parcel: Parcel): Parcel {
  return { ...parcel, scan: null, lines: [], more: 0, counts: {}, leftOut: nothingLeftOut };
}
