import { modulo } from './civil.js';
import { completed } from './expansion.js';
import { beginningOfTime } from './horizon.js';
import { type Recurrence, type RecurrenceParts } from './recurrence.js';
import { Frequency, type Rule } from './rule.js';
import { upTo } from './time-sets.js';

/** How far apart two occurrences are at least, in seconds. */
export const leastApart = 60;
/** Weekdays and dates have then fallen together in each way, but for the years without a leap day. */
const lookedAtMs = 30 * 366 * 86_400_000;

/**
 * Why a recurrence fires more often than once a minute; `undefined` when it does not. What falls on one second of the minute
 * cannot; of others a thousand occurrences or thirty years are looked at, and the surroundings of each date.
 */
export function whyTooOften(recurrence: Recurrence, parts: RecurrenceParts): string | undefined {
  const { zone, start, rules, dates } = parts;
  const [rule, ...others] = rules;
  const alone = others.length === 0 && dates.all().length === 0;
  if (alone && rule?.frequency === Frequency.Secondly && rule.interval >= leastApart) return undefined;
  const seconds = new Set(rules.flatMap((rule) => secondsOfMinute(rule, start)));
  for (const date of dates.all()) seconds.add(modulo(zone.localOf(date), 60));
  if (seconds.size <= 1) return undefined;
  for (const from of dates.all()) {
    const [first, second] = recurrence.between(at(from - leastApart + 1), at(from + leastApart), 2);
    if (first !== undefined && second !== undefined && second.getTime() - first.getTime() < leastApart * 1000) {
      return tooOften(first, second);
    }
  }
  const begin = recurrence.next(at(beginningOfTime));
  if (begin === null) return undefined;
  const looked = recurrence.between(begin, new Date(begin.getTime() + lookedAtMs), 1_000);
  for (const [index, first] of looked.entries()) {
    const second = looked[index + 1];
    if (second !== undefined && second.getTime() - first.getTime() < leastApart * 1000) return tooOften(first, second);
  }
  return undefined;
}

function tooOften(first: Date, second: Date): string {
  const written = `${first.toISOString().replace('.000', '')} and ${second.toISOString().replace('.000', '')}`;
  return `This fires twice within a minute: at ${written}. Let 60 seconds lie between: give one second, such as BYSECOND=0, or a greater INTERVAL.`;
}

function at(second: number): Date {
  return new Date(second * 1000);
}

/** On which seconds of a minute a rule can fire. */
function secondsOfMinute(rule: Rule, start: number): readonly number[] {
  const { bySecond } = completed(rule, start);
  if (bySecond.length > 0) return bySecond;
  return rule.frequency === Frequency.Secondly && rule.interval % 60 !== 0 ? upTo(60) : [modulo(start, 60)];
}
