import { clockText, two } from './civil.js';
import { isRun, listed } from './listed.js';
import { Frequency, type Rule } from './rule.js';
import { timesOfDay } from './time-sets.js';

const mostTimes = 6;

/** At which times of its days a rule fires: `at 02:30 and 14:30`, `every 15 minutes from 08:00 to 17:45`. */
export function timesWords({ byHour, byMinute, bySecond }: Rule): string {
  const times = timesOfDay(byHour, byMinute, bySecond);
  const [first = 0, second = 0] = times;
  const last = times.at(-1) ?? 0;
  const step = second - first;
  const even = times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) === step);
  if (times.length <= mostTimes || !even) return `at ${listed(times.map(clockText))}`;
  return `${everyWords(step)} from ${clockText(first)} to ${clockText(last)}`;
}

/** How often a rule by the clock fires, and in which hours: `every 15 minutes from 08:00 to 17:59`. */
export function fineWords(rule: Rule): string {
  return `${everyWords(rule.interval * seconds(rule.frequency), rule)}${withinHour(rule)}${hourLimit(rule)}`;
}

function seconds(frequency: Frequency): number {
  if (frequency === Frequency.Hourly) return 3600;
  return frequency === Frequency.Minutely ? 60 : 1;
}

/** `every 2 hours`, in the greatest unit that divides it. */
function everyWords(step: number, rule?: Rule): string {
  const unit = rule?.frequency;
  const [size, name] =
    unit === Frequency.Hourly || (unit === undefined && step % 3600 === 0)
      ? [3600, 'hour']
      : unit === Frequency.Minutely || (unit === undefined && step % 60 === 0)
        ? [60, 'minute']
        : [1, 'second'];
  const count = step / size;
  return count === 1 ? `every ${name}` : `every ${count} ${name}s`;
}

/** What is chosen within an hour or a minute. */
function withinHour({ frequency, byMinute, bySecond }: Rule): string {
  const second = bySecond.length === 1 && bySecond[0] === 0;
  if (frequency === Frequency.Hourly) {
    const minutes = byMinute.flatMap((minute) => {
      return second ? [`:${two(minute)}`] : bySecond.map((each) => `:${two(minute)}:${two(each)}`);
    });
    return minutes.length === 1 && minutes[0] === ':00' ? '' : ` at ${listed(minutes)}`;
  }
  const minutes = byMinute.length === 0 ? '' : ` of the minutes ${listed(byMinute.map(String))}`;
  if (bySecond.length === 0 || (second && frequency === Frequency.Minutely)) return minutes;
  return ` at second ${listed(bySecond.map(String))}${minutes}`;
}

function hourLimit({ byHour }: Rule): string {
  if (byHour.length === 0 || byHour.length === 24) return '';
  const first = byHour[0] ?? 0;
  const last = byHour.at(-1) ?? 0;
  if (isRun(byHour)) return ` from ${two(first)}:00 to ${two(last)}:59`;
  return ` in the hours ${listed(byHour.map(String))}`;
}
