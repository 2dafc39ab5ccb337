import { secondsPerDay } from './civil.js';
import { type ContentLine } from './content-lines.js';
import { readMoment } from './moment.js';
import { problemWith, type Piece, type RecurrenceProblem } from './problem.js';
import { quoted } from './quoted.js';
import { Frequency, mostCount, mostInterval, weekdayCodes, type Rule, type Until, type Weekday } from './rule.js';
import { rulesOfParts, type WrittenPart } from './rule-conflicts.js';

/** What a line that names a rule says, or what is wrong with it. */
export type RuleReading =
  | { readonly ok: true; readonly rule: Rule; readonly text: string }
  | { readonly ok: false; readonly problems: readonly RecurrenceProblem[] };

interface NumberPart {
  readonly field: NumberField;
  readonly low: number;
  readonly high: number;
  /** May it count from the end? */
  readonly signed: boolean;
  readonly example: string;
}

type NumberField =
  'bySecond' | 'byMinute' | 'byHour' | 'byMonthDay' | 'byYearDay' | 'byWeekNo' | 'byMonth' | 'bySetPos';

const numberParts: Readonly<Partial<Record<string, NumberPart>>> = {
  BYSECOND: { field: 'bySecond', low: 0, high: 60, signed: false, example: 'BYSECOND=0' },
  BYMINUTE: { field: 'byMinute', low: 0, high: 59, signed: false, example: 'BYMINUTE=0,30' },
  BYHOUR: { field: 'byHour', low: 0, high: 23, signed: false, example: 'BYHOUR=2,14' },
  BYMONTHDAY: { field: 'byMonthDay', low: 1, high: 31, signed: true, example: 'BYMONTHDAY=1,-1' },
  BYYEARDAY: { field: 'byYearDay', low: 1, high: 366, signed: true, example: 'BYYEARDAY=1,-1' },
  BYWEEKNO: { field: 'byWeekNo', low: 1, high: 53, signed: true, example: 'BYWEEKNO=20' },
  BYMONTH: { field: 'byMonth', low: 1, high: 12, signed: false, example: 'BYMONTH=1,7' },
  BYSETPOS: { field: 'bySetPos', low: 1, high: 366, signed: true, example: 'BYSETPOS=1,-1' },
};

const known = 'FREQ, INTERVAL, COUNT, UNTIL, WKST, BYDAY, ' + Object.keys(numberParts).join(', ');

/** Reads the value of an RRULE, from a place of its line to the end of it. */
export function readRule(line: ContentLine, from: number): RuleReading {
  const reader = new RuleReader();
  for (const { piece, from: begin, until } of line.split(';', from, line.text.length)) {
    // A semicolon at the end is common and harmless.
    if (piece.text === '' && until === line.text.length && begin > from) continue;
    reader.takePart(line, piece, { begin, until });
  }
  return reader.finish(line.slice(from, line.text.length));
}

class RuleReader {
  private readonly problems: RecurrenceProblem[] = [];
  private readonly parts = new Map<string, WrittenPart>();
  private frequency: Frequency | undefined;
  private interval = 1;
  private count: number | undefined;
  private until: Until | undefined;
  private weekStart = 0;
  private byDay: Weekday[] = [];
  private readonly numbers: Partial<Record<NumberField, number[]>> = {};

  takePart(line: ContentLine, piece: Piece, place: { begin: number; until: number }): void {
    const equals = line.text.indexOf('=', place.begin);
    if (equals === -1 || equals >= place.until) {
      this.refuse(piece, `${quoted(piece.text)} is not NAME=VALUE. Write parts such as FREQ=DAILY;BYHOUR=2.`);
      return;
    }
    const name = line.slice(place.begin, equals).text.toUpperCase();
    const values = line.split(',', equals + 1, place.until).map((each) => each.piece);
    if (this.parts.has(name)) {
      this.refuse(piece, `${quoted(name)} is there twice. Write it once, with commas: BYDAY=MO,FR.`);
      return;
    }
    const text = this.readPart(name, values, piece);
    this.parts.set(name, { piece, text: `${name}=${text}` });
  }

  finish(whole: Piece): RuleReading {
    if (this.frequency === undefined) {
      if (this.problems.length === 0) {
        this.refuse(
          whole,
          'FREQ is missing. A rule begins with how often, such as FREQ=DAILY or FREQ=WEEKLY;BYDAY=MO.',
        );
      }
      return { ok: false, problems: this.problems };
    }
    const rule: Rule = {
      frequency: this.frequency,
      interval: this.interval,
      count: this.count,
      until: this.until,
      weekStart: this.weekStart,
      byDay: this.byDay,
      bySecond: this.numbers.bySecond ?? [],
      byMinute: this.numbers.byMinute ?? [],
      byHour: this.numbers.byHour ?? [],
      byMonthDay: this.numbers.byMonthDay ?? [],
      byYearDay: this.numbers.byYearDay ?? [],
      byWeekNo: this.numbers.byWeekNo ?? [],
      byMonth: this.numbers.byMonth ?? [],
      bySetPos: this.numbers.bySetPos ?? [],
    };
    const problems = [...this.problems, ...rulesOfParts(rule, this.parts)];
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, rule, text: `RRULE:${[...this.parts.values()].map(({ text }) => text).join(';')}` };
  }

  /** Takes the values of a part, and gives them back as they are best written. */
  private readPart(name: string, values: readonly Piece[], piece: Piece): string {
    const numbers = numberParts[name];
    if (numbers !== undefined) {
      const read = values.map((value) => this.readNumber(name, numbers, value));
      this.numbers[numbers.field] = ascending(read.map((value) => (name === 'BYSECOND' ? Math.min(value, 59) : value)));
      return read.join(',');
    }
    if (name === 'BYDAY') {
      this.byDay = values.map((value) => this.readWeekday(value));
      return this.byDay.map(({ weekday, nth }) => `${nth === 0 ? '' : nth}${weekdayCodes[weekday]}`).join(',');
    }
    const [value] = values;
    if (value === undefined || values.length > 1) {
      this.refuse(piece, knownOnce.has(name) ? `${name} takes one value.` : unknownPart(name));
      return '';
    }
    return this.readSingle(name, value, piece);
  }

  private readSingle(name: string, value: Piece, piece: Piece): string {
    switch (name) {
      case 'FREQ':
        return this.readFrequency(value);
      case 'INTERVAL':
        this.interval = this.readNumber(name, { ...whole, high: mostInterval, example: 'INTERVAL=2' }, value);
        return String(this.interval);
      case 'COUNT':
        this.count = this.readNumber(name, { ...whole, high: mostCount, example: 'COUNT=10, or give UNTIL' }, value);
        return String(this.count);
      case 'UNTIL':
        return this.readUntil(value);
      case 'WKST': {
        const weekday = weekdayCodes.indexOf(value.text.toUpperCase() as (typeof weekdayCodes)[number]);
        if (weekday === -1) this.refuse(value, `WKST must be a weekday, such as WKST=MO, not ${quoted(value.text)}.`);
        this.weekStart = Math.max(weekday, 0);
        return value.text.toUpperCase();
      }
      default:
        this.refuse(piece, unknownPart(name));
        return '';
    }
  }

  private readFrequency(value: Piece): string {
    const frequency = Object.values(Frequency).find((each) => each === value.text.toUpperCase());
    if (frequency === undefined) {
      const all = Object.values(Frequency).join(', ');
      this.refuse(value, `FREQ must be one of ${all}, such as FREQ=DAILY, not ${quoted(value.text)}.`);
    }
    this.frequency = frequency;
    return value.text.toUpperCase();
  }

  private readNumber(name: string, part: Omit<NumberPart, 'field'>, value: Piece): number {
    const form = part.signed ? /^[+-]?\d{1,9}$/ : /^\d{1,9}$/;
    const number = form.test(value.text) ? Number(value.text) : NaN;
    const size = part.signed ? Math.abs(number) : number;
    if (size >= part.low && size <= part.high) return number;
    const range = `${part.low} to ${part.high}${part.signed ? `, or from the end -1 to -${part.high}` : ''}`;
    this.refuse(
      value,
      `${name} takes whole numbers from ${range}, such as ${part.example}, not ${quoted(value.text)}.`,
    );
    return part.low;
  }

  private readWeekday(value: Piece): Weekday {
    const found = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/i.exec(value.text);
    const nth = Number(found?.[1] ?? 0);
    const size = Math.abs(nth);
    if (found === null || size > 53 || (found[1] !== undefined && size === 0)) {
      const advice =
        'Write MO,TU,WE,TH,FR,SA,SU, or with a number of -53 to 53 before: 1MO for the first, -1FR for the last';
      this.refuse(value, `${quoted(value.text)} is no weekday. ${advice}.`);
      return { weekday: 0, nth: 0 };
    }
    return { weekday: weekdayCodes.indexOf((found[2] ?? '').toUpperCase() as (typeof weekdayCodes)[number]), nth };
  }

  private readUntil(value: Piece): string {
    const moment = readMoment(value.text);
    if (typeof moment === 'string') {
      this.refuse(value, `UNTIL=${quoted(value.text)} ${moment}`);
    } else if (moment.kind === 'utc') {
      this.until = { kind: 'instant', instant: moment.instant };
    } else if (moment.kind === 'date') {
      this.until = { kind: 'local', local: moment.local + secondsPerDay - 1, dateOnly: true };
    } else {
      this.until = { kind: 'local', local: moment.local, dateOnly: false };
    }
    return value.text.toUpperCase();
  }

  private refuse(piece: Piece, message: string): void {
    this.problems.push(problemWith(piece, message));
  }
}

const whole = { low: 1, signed: false };
const knownOnce = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST']);

function unknownPart(name: string): string {
  if (name === 'BYEASTER') return 'BYEASTER is not part of RFC 5545. Give the dates as RDATE:20260405T020000.';
  return `${quoted(name)} is no part of a rule. There are ${known}: FREQ=WEEKLY;BYDAY=MO;BYHOUR=2.`;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
