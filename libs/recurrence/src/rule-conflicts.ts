import { problemWith, type Piece, type RecurrenceProblem } from './problem.js';
import { Frequency, type Rule } from './rule.js';

/** A part of a rule where it was written, and as it is best written. */
export interface WrittenPart {
  readonly piece: Piece;
  readonly text: string;
}

/** What RFC 5545 (3.3.10) forbids although each part alone is right. */
export function rulesOfParts(rule: Rule, parts: ReadonlyMap<string, WrittenPart>): RecurrenceProblem[] {
  const problems: RecurrenceProblem[] = [];
  const refuse = (name: string, message: string): void => {
    const part = parts.get(name);
    if (part !== undefined) problems.push(problemWith(part.piece, message));
  };
  const { frequency } = rule;
  if (rule.count !== undefined && rule.until !== undefined) {
    refuse('UNTIL', 'COUNT and UNTIL exclude each other. Keep one: FREQ=DAILY;COUNT=10 or FREQ=DAILY;UNTIL=20261231.');
  }
  if (rule.byWeekNo.length > 0 && frequency !== Frequency.Yearly) {
    refuse('BYWEEKNO', 'BYWEEKNO needs FREQ=YEARLY: FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO.');
  }
  if (rule.byYearDay.length > 0 && withoutYearDays.has(frequency)) {
    refuse('BYYEARDAY', `BYYEARDAY does not go with FREQ=${frequency}. Use FREQ=YEARLY;BYYEARDAY=100.`);
  }
  if (rule.byMonthDay.length > 0 && frequency === Frequency.Weekly) {
    refuse('BYMONTHDAY', 'BYMONTHDAY does not go with FREQ=WEEKLY. Use FREQ=MONTHLY;BYMONTHDAY=1,15 or FREQ=DAILY.');
  }
  if (rule.byDay.some(({ nth }) => nth !== 0)) {
    if (frequency !== Frequency.Monthly && frequency !== Frequency.Yearly) {
      refuse('BYDAY', `A number before a weekday needs FREQ=MONTHLY or FREQ=YEARLY, such as FREQ=MONTHLY;BYDAY=1MO.`);
    } else if (rule.byWeekNo.length > 0) {
      refuse('BYDAY', 'With BYWEEKNO weekdays have no number: FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO.');
    }
  }
  if (rule.bySetPos.length > 0 && !hasOtherBy(rule)) {
    refuse('BYSETPOS', 'BYSETPOS chooses from what another BY part gives: FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1.');
  }
  return problems;
}

const withoutYearDays: ReadonlySet<Frequency> = new Set([Frequency.Daily, Frequency.Weekly, Frequency.Monthly]);

function hasOtherBy(rule: Rule): boolean {
  const { bySecond, byMinute, byHour, byDay, byMonthDay, byYearDay, byWeekNo, byMonth } = rule;
  return [bySecond, byMinute, byHour, byDay, byMonthDay, byYearDay, byWeekNo, byMonth].some(({ length }) => length > 0);
}
