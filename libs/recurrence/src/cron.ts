import { type CronFields, readCronFields } from './cron-fields.js';
import { type Piece, problemWith, type RecurrenceProblem } from './problem.js';
import { quoted } from './quoted.js';
import { weekdayCodes } from './rule.js';

/** The RRULE lines that mean the same as a cron expression, or what is wrong with it. */
export type ReadCron =
  { readonly ok: true; readonly rules: string } | { readonly ok: false; readonly problem: RecurrenceProblem };

/**
 * Translates a cron expression: minute, hour, day of month, month and day of week, or a name such as `@daily`. Names of months and
 * days, lists, ranges and steps are understood, `?` for `*`, `L` for the last day, and `5L` and `5#2` for the last and second
 * Friday. When both days are restricted either is enough, as in cron; a day field that begins with `*` does not count as
 * restricted. The rules depend on no start: what is said is the time on the clock.
 */
export function cronRules(expression: string): ReadCron {
  const words = [...expression.matchAll(/\S+/g)].map((found): Piece => {
    return { text: found[0], line: 1, column: found.index + 1 };
  });
  const [first] = words;
  if (first?.text.startsWith('@') === true && words.length === 1) {
    const meant = names.get(first.text.toLowerCase());
    if (meant !== undefined) return cronRules(meant);
    const advice =
      first.text.toLowerCase() === '@reboot'
        ? 'Nothing here starts with a machine. Give a time, such as 30 2 * * *.'
        : `There are ${[...names.keys()].join(', ')}.`;
    return refused(first, `${quoted(first.text)} is not understood. ${advice}`);
  }
  const [minute, hour, monthDay, month, weekday] = words;
  if (!minute || !hour || !monthDay || !month || !weekday || words.length > 5) {
    const advice = 'It needs minute, hour, day of month, month and day of week, such as 30 2 * * 1-5';
    const seconds = words.length === 6 || words.length === 7 ? ', and neither seconds nor years' : '';
    const token = { text: expression.trim(), line: 1, column: first?.column ?? 1 };
    return refused(token, `A cron expression has five parts, this one ${words.length}. ${advice}${seconds}.`);
  }
  const fields = readCronFields({ minute, hour, monthDay, month, weekday });
  if ('message' in fields) return { ok: false, problem: fields };
  return { ok: true, rules: rulesOf(fields).join('\n') };
}

const names = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

function refused(piece: Piece, message: string): ReadCron {
  return { ok: false, problem: problemWith(piece, message) };
}

function rulesOf(fields: CronFields): string[] {
  const { monthDays, weekdays } = fields;
  // One rule with both parts means both; cron means either, unless one of them begins with a star.
  if (!monthDays.star && !weekdays.star) {
    if (monthDays.values === undefined || weekdays.values === undefined) {
      return [ruleOf({ ...fields, monthDays: all, weekdays: all })];
    }
    return [ruleOf({ ...fields, weekdays: all }), ruleOf({ ...fields, monthDays: all })];
  }
  return [ruleOf(fields)];
}

const all = { values: undefined, star: true };

function ruleOf({ minutes, hours, monthDays, months, weekdays }: CronFields): string {
  const days = weekdays.values?.map(({ weekday, nth }) => `${nth === 0 ? '' : nth}${weekdayCodes[weekday]}`);
  const numbered = weekdays.values?.some(({ nth }) => nth !== 0) ?? false;
  const frequency = ((): string => {
    // What names each hour or minute is best said as a rule by the clock, except where only months have numbered weekdays.
    if (!numbered && minutes === undefined) return 'MINUTELY';
    if (!numbered && hours === undefined) return 'HOURLY';
    if (numbered || (monthDays.values !== undefined && months === undefined)) return 'MONTHLY';
    if (monthDays.values !== undefined) return 'YEARLY';
    return weekdays.values === undefined ? 'DAILY' : 'WEEKLY';
  })();
  const byClock = frequency === 'MINUTELY' || frequency === 'HOURLY';
  const parts = [
    ['FREQ', [frequency]],
    ['BYMONTH', months],
    ['BYMONTHDAY', monthDays.values],
    ['BYDAY', days],
    ['BYHOUR', hours ?? (byClock ? undefined : upTo(24))],
    ['BYMINUTE', minutes ?? (frequency === 'MINUTELY' ? undefined : upTo(60))],
    ['BYSECOND', [0]],
  ] as const;
  return `RRULE:${parts.flatMap(([name, values]) => (values === undefined ? [] : [`${name}=${values.join(',')}`])).join(';')}`;
}

function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}
