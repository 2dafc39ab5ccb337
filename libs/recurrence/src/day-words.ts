import { isFine } from './expansion.js';
import { isRun, listed, ordinal, position } from './listed.js';
import { Frequency, type Rule, type Weekday } from './rule.js';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = 'January February March April May June July August September October November December'.split(' ');

/**
 * On which days a rule fires: `every weekday in July`, `every 2 months on the 1st and the last day`. For a rule by the clock, what
 * follows its `every 15 minutes`, or nothing.
 */
export function dayWords(rule: Rule): string {
  if (isFine(rule.frequency)) return limits(rule, ' on ').join('');
  const { frequency, interval } = rule;
  const plain = rule.byDay.every(({ nth }) => nth === 0);
  const daily = frequency === Frequency.Daily || frequency === Frequency.Weekly;
  if (daily && interval === 1 && plain && rule.byMonthDay.length === 0) {
    return ['every ', rule.byDay.length === 0 ? 'day' : weekdayNames(rule.byDay), ...monthLimit(rule)].join('');
  }
  const every = `every ${interval === 1 ? '' : `${interval} `}${unit[frequency]}${interval === 1 ? '' : 's'}`;
  const [month] = rule.byMonth;
  const [day] = rule.byMonthDay;
  const oneDate = rule.byMonth.length === 1 && rule.byMonthDay.length === 1 && rule.byDay.length === 0;
  if (
    oneDate &&
    month !== undefined &&
    day !== undefined &&
    day > 0 &&
    rule.byYearDay.length + rule.byWeekNo.length === 0
  ) {
    return `${every} on ${day} ${months[month - 1] ?? ''}`;
  }
  return [every, ...limits(rule, ' on ')].join('');
}

/** Everything that days must fulfil, each with its own preposition. */
function limits(rule: Rule, on: string): string[] {
  const said: string[] = [];
  if (rule.byDay.length > 0) said.push(`${on}${weekdayWords(rule)}`);
  if (rule.byMonthDay.length > 0) {
    const fromStart = rule.byMonthDay.filter((day) => day > 0);
    const fromEnd = rule.byMonthDay.filter((day) => day < 0).reverse();
    const days = [
      ...(fromStart.length > 2 && isRun(fromStart)
        ? [`the ${ordinal(fromStart[0] ?? 1)} to the ${ordinal(fromStart.at(-1) ?? 1)}`]
        : fromStart.map((day) => `the ${ordinal(day)}`)),
      ...fromEnd.map((day) => `the ${position(day)} day`),
    ];
    said.push(`${said.length === 0 ? on : ' that is '}${listed(days)}${ofWhat(rule)}`);
  }
  if (rule.byYearDay.length > 0) {
    const days = listed(rule.byYearDay.map((day) => `the ${position(day)}`));
    said.push(`${said.length === 0 ? on : ' that is '}${days} day of the year`);
  }
  if (rule.byWeekNo.length > 0) said.push(` in ${weekWords(rule.byWeekNo)}`);
  said.push(...monthLimit(rule));
  return said;
}

function monthLimit({ byMonth }: Rule): string[] {
  if (byMonth.length === 0 || byMonth.length === 12) return [];
  const names = byMonth.map((month) => months[month - 1] ?? '');
  return [` in ${byMonth.length > 2 && isRun(byMonth) ? `${names[0] ?? ''} to ${names.at(-1) ?? ''}` : listed(names)}`];
}

function ofWhat({ frequency, byMonth }: Rule): string {
  return frequency === Frequency.Monthly || byMonth.length > 0 ? '' : ' of a month';
}

function weekWords(weeks: readonly number[]): string {
  const fromEnd = weeks.filter((week) => week < 0).reverse();
  const named = weeks.filter((week) => week > 0).map(String);
  const said = named.length === 0 ? [] : [`week ${listed(named)}`];
  return listed([...said, ...fromEnd.map((week) => `the ${position(week)} week`)]);
}

/** `Monday and Friday`; with numbers `the 1st Monday and the last Friday`. */
function weekdayWords(rule: Rule): string {
  if (rule.byDay.every(({ nth }) => nth === 0)) {
    const each = rule.frequency === Frequency.Monthly || rule.frequency === Frequency.Yearly;
    const named = weekdayNames(rule.byDay);
    if (named === 'weekday' || named === 'weekend day') return each ? `each ${named}` : `${named}s`;
    return named === 'day' ? 'each day' : each && rule.byWeekNo.length === 0 ? `each ${named}` : named;
  }
  return listed(
    rule.byDay.map(({ weekday, nth }) => {
      const name = weekdays[weekday] ?? '';
      return nth === 0 ? `each ${name}` : `the ${position(nth)} ${name}`;
    }),
  );
}

/** For use behind `every`. */
function weekdayNames(days: readonly Weekday[]): string {
  const chosen = [...new Set(days.map(({ weekday }) => weekday))].sort((a, b) => a - b);
  const key = chosen.join('');
  if (key === '0123456') return 'day';
  if (key === '01234') return 'weekday';
  if (key === '56') return 'weekend day';
  return listed(chosen.map((weekday) => weekdays[weekday] ?? ''));
}

const unit: Readonly<Record<Frequency, string>> = {
  [Frequency.Secondly]: 'second',
  [Frequency.Minutely]: 'minute',
  [Frequency.Hourly]: 'hour',
  [Frequency.Daily]: 'day',
  [Frequency.Weekly]: 'week',
  [Frequency.Monthly]: 'month',
  [Frequency.Yearly]: 'year',
};
