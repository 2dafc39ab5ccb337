import { beginningOfTime, endOfTime } from './horizon.js';
import { type InstantList } from './instant-list.js';
import { RuleInstants } from './rule-instants.js';
import { type Rule } from './rule.js';
import { recurrenceWords } from './words.js';
import { type Zone } from './zone.js';

/** A recurrence as it is stored. */
export interface RecurrenceText {
  /** DTSTART as wall-clock time of the zone, `2026-03-01T02:30:00`; seconds may be left out when it is read. */
  readonly start: string;
  /** IANA time zone, such as `Europe/Berlin` or `UTC`. */
  readonly zone: string;
  /** RRULE, RDATE and EXDATE lines of RFC 5545; empty = once, at the start. */
  readonly rules: string;
}

/** What has been read from the text of a recurrence. */
export interface RecurrenceParts {
  readonly text: RecurrenceText;
  readonly zone: Zone;
  /** Local time. */
  readonly start: number;
  readonly rules: readonly Rule[];
  readonly dates: InstantList;
  readonly excluded: InstantList;
}

/**
 * When something happens: all instants of the rules and dates, each once and in order, without those excluded. The start
 * is an anchor and itself an occurrence only if a rule or date says so, or when there is neither.
 */
export class Recurrence {
  private readonly rules: readonly RuleInstants[];
  private saidInWords: string | undefined;

  constructor(private readonly parts: RecurrenceParts) {
    this.rules = parts.rules.map((rule) => new RuleInstants(rule, parts));
  }

  /** In its canonical form: what differs only in spelling has the same. */
  get text(): RecurrenceText {
    return this.parts.text;
  }

  /** For people: `every weekday at 02:30 (Europe/Berlin)`. */
  get words(): string {
    return (this.saidInWords ??= recurrenceWords(this.parts));
  }

  /** The first occurrence strictly after an instant. */
  next(after: Date): Date | null {
    return dateAt(this.nextSecond(Math.floor(secondsOf(after))));
  }

  /** The occurrences `from <= t < until`, ascending, and no more than `limit` of them. */
  between(from: Date, until: Date, limit: number): Date[] {
    const end = secondsOf(until);
    const found: Date[] = [];
    let at = this.nextSecond(Math.ceil(secondsOf(from)) - 1);
    while (at !== undefined && at < end && found.length < limit) {
      found.push(new Date(at * 1000));
      at = this.nextSecond(at);
    }
    return found;
  }

  /** The newest occurrence `from <= t <= until`. */
  last(until: Date, from: Date): Date | null {
    const earliest = Math.ceil(secondsOf(from));
    let end = Math.floor(secondsOf(until));
    let found: number | undefined;
    // Look back twice as far each time until there is one, ...
    for (let back = 64; found === undefined && end >= earliest; back *= 2) {
      found = this.within(Math.max(end - back, earliest - 1), end);
      if (end - back < earliest) break;
    }
    // ... and then halve what lies between it and the end.
    while (found !== undefined && found < end) {
      const middle = Math.floor((found + end) / 2);
      const later: number | undefined = this.within(middle, end);
      if (later !== undefined) found = later;
      else if (middle === found) break;
      else end = middle;
    }
    return dateAt(found);
  }

  /** Like `next`, in whole seconds since 1970. */
  private nextSecond(after: number): number | undefined {
    let from = Math.max(after, beginningOfTime);
    for (;;) {
      if (from >= endOfTime) return undefined;
      let next = this.parts.dates.next(from);
      for (const rule of this.rules) {
        const instant = rule.next(from);
        if (instant !== undefined && (next === undefined || instant < next)) next = instant;
      }
      if (next === undefined || !this.parts.excluded.has(next)) return next;
      from = next;
    }
  }

  /** The first occurrence `after < t <= until`. */
  private within(after: number, until: number): number | undefined {
    const next = this.nextSecond(after);
    return next !== undefined && next <= until ? next : undefined;
  }
}

function secondsOf(date: Date): number {
  const seconds = date.getTime() / 1000;
  if (Number.isNaN(seconds)) throw new RangeError('An invalid Date has no occurrences before or after it.');
  return seconds;
}

function dateAt(second: number | undefined): Date | null {
  return second === undefined ? null : new Date(second * 1000);
}
