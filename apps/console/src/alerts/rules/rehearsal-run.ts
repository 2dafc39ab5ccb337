import type { AlertLine, Reference, Rehearsal } from '@scanfleet/contracts';
import type { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Audience } from './audience.js';
import { changesOf } from './change-stream.js';
import { MemoryFlaps } from './memory-flaps.js';
import type { Mutes } from './mutes.js';
import { type LeftOut, LineTally, nothingLeftOut, type Parcel } from './parcel.js';
import { rehearsedCertificates } from './rehearsed-certificates.js';
import { RehearsedMessages } from './rehearsed-messages.js';
import { siftEvent } from './sift-event.js';
import { endEvents, eventColumns, type EventRow } from './told-event.js';

/** It took longer than it may. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

export interface RehearsalScene {
  readonly from: Date;
  readonly until: Date;
  readonly mutes: Mutes;
  readonly clock: Clock;
  readonly publicUrl: string | null;
  /** Milliseconds that it may take. */
  readonly mostMs: number;
}

/** Events that are in memory at a time. */
const AT_ONCE = 500;

/** One rehearsal: goes through what happened in its order, and lets time pass in between as it did. */
export class RehearsalRun {
  private readonly messages: RehearsedMessages;
  private readonly flaps: MemoryFlaps;
  private readonly leftOut: LeftOut = { ...nothingLeftOut };
  private certificates: { at: Date; parcel: Parcel }[] = [];

  constructor(
    private readonly tx: Tx,
    private readonly audience: Audience,
    private readonly scene: RehearsalScene,
  ) {
    this.messages = new RehearsedMessages(audience, scene.clock, scene.publicUrl);
    this.flaps = new MemoryFlaps(audience.flapMs);
  }

  /** @throws TooLarge */
  async run(): Promise<Rehearsal> {
    const { from, until } = this.scene;
    const end = this.scene.clock.now().getTime() + this.scene.mostMs;
    this.certificates = await rehearsedCertificates(this.tx, this.audience, this.scene);
    for (let after = '0'; ;) {
      const events = await this.events(after);
      for (const event of events) {
        this.passTo(event.at);
        await this.take(event);
        if (this.scene.clock.now().getTime() > end) throw new TooLarge();
      }
      const last = events.at(-1);
      if (!last || events.length < AT_ONCE) break;
      after = last.id;
    }
    this.passTo(until);
    return {
      from: from.toISOString(),
      until: until.toISOString(),
      ...this.messages.outcome(),
      leftOut: this.leftOut,
      notes: await this.notes(),
    };
  }

  /** Events that may mean something to the rule, in their order. */
  private events(after: string): Promise<EventRow[]> {
    return this.tx.query<EventRow>(
      `SELECT ${eventColumns} FROM scan_event e
       WHERE e.at >= $1 AND e.at <= $2 AND e.id > $3 AND (e.event = ANY ($4::text[])
         OR (e.event IN (${endEvents}) AND EXISTS (SELECT FROM change c WHERE c.scan_id = e.scan_id)))
       ORDER BY e.id LIMIT ${AT_ONCE}`,
      [this.scene.from, this.scene.until, after, [...this.audience.events]],
    );
  }

  private async take(event: EventRow): Promise<void> {
    const [sifted] = await siftEvent(event, [this.audience], {
      now: event.at,
      mutes: this.scene.mutes.at(event.at),
      flapsOf: () => this.flaps,
      looksAgain: false,
      wasLookedAt: () => true,
      publicUrl: this.scene.publicUrl,
      changes: () => changesOf(this.tx, event),
    });
    if (!sifted) return;
    this.addLeftOut(sifted.sieve.tally.leftOut);
    if (sifted.tells) this.messages.hand(sifted.parcel(), event.at);
  }

  /** Lets time pass: what settles, expires and is due until then comes in its order. */
  private passTo(instant: Date): void {
    for (;;) {
      const { settlesNext } = this.flaps;
      const { dueNext } = this.messages;
      const expires = this.certificates[0]?.at.getTime() ?? Infinity;
      const next = Math.min(settlesNext, dueNext, expires);
      if (next > instant.getTime()) return;
      const at = new Date(next);
      if (next === expires) this.takeCertificates(at);
      else if (next === settlesNext) this.settle(at);
      else this.messages.sendDue(at);
    }
  }

  private takeCertificates(at: Date): void {
    const parcel = this.certificates.shift()?.parcel;
    if (!parcel) return;
    this.addLeftOut(parcel.leftOut);
    this.messages.hand(parcel, at);
  }

  private settle(at: Date): void {
    const told = this.flaps.settled(at).filter(({ line }) => this.audience.changes.has(line.kind));
    if (told.length > 0) this.messages.hand(settledParcel(told, at), at);
  }

  private addLeftOut(more: LeftOut): void {
    for (const why of ['muted', 'acknowledged', 'flapping', 'undone'] as const) this.leftOut[why] += more[why];
  }

  private async notes(): Promise<string[]> {
    const { audience, scene } = this;
    const [kept] = await this.tx.query<{ first: Date | null }>(`SELECT min(at) AS first FROM scan_event`);
    const first = kept?.first ?? null;
    return [
      ...(first === null ? ['Nothing is known of scans so far, so there was nothing to tell of them.'] : []),
      ...(first !== null && first > scene.from
        ? [`What happened to scans is known from ${first.toISOString().slice(0, 10)} on.`]
        : []),
      ...(audience.confirm
        ? ['Whether a second look would have confirmed a change is not known, so every change counts as confirmed.']
        : []),
      ...(audience.changes.has('certificate_expiring')
        ? ['Certificates are those that are known now, as if they had been known all the time.']
        : []),
      ...(this.flaps.overflowed
        ? ['More things went to and fro than a rehearsal remembers, so it tells more than the rule would have.']
        : []),
      ...(this.messages.waitingCount > 0
        ? ['What the last digest or the last quiet hours hold is not sent yet, and not counted.']
        : []),
    ];
  }
}

function settledParcel(told: readonly { line: AlertLine; site: Reference | null }[], at: Date): Parcel {
  const tally = new LineTally();
  for (const { line } of told) tally.add(line.kind, () => line);
  const sites = new Map(told.map(({ site }) => [site?.id ?? '', site]));
  const [first = null, ...others] = sites.values();
  const { lines, more, counts, leftOut } = tally;
  return {
    scan: null,
    scanId: null,
    site: others.length === 0 ? first : null,
    lines,
    more,
    counts,
    leftOut,
    at: at.toISOString(),
  };
}
