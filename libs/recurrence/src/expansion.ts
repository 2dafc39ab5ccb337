import { modulo, secondsPerDay, weekdayOf, dateOf } from './civil.js';
import { expandCoarse } from './expand-coarse.js';
import { expandFine } from './expand-fine.js';
import { endLocal } from './horizon.js';
import { Frequency, type Rule } from './rule.js';

/** The local times that a rule gives, before zone, COUNT and UNTIL. */
export interface Expansion {
  /** The first local time of the rule that is not before this one, nor before the start; `endLocal` when there is none. */
  atOrAfter(local: number): number;
}

/** The local times of a rule from its start on, up to its COUNT or local UNTIL. */
export function expand(rule: Rule, start: number): Expansion {
  const full = completed(rule, start);
  const endless = isFine(full.frequency) ? expandFine(full, start) : expandCoarse(full, start);
  const { until, count } = rule;
  if (until?.kind === 'local') return endedAt(endless, until.local);
  return count === undefined ? endless : new Counted(endless, count);
}

function endedAt(endless: Expansion, last: number): Expansion {
  return {
    atOrAfter(local) {
      const found = local > last ? endLocal : endless.atOrAfter(local);
      return found > last ? endLocal : found;
    },
  };
}

/** Does the rule go by the clock, and not by days? */
export function isFine(frequency: Frequency): boolean {
  return frequency === Frequency.Secondly || frequency === Frequency.Minutely || frequency === Frequency.Hourly;
}

/**
 * What a rule leaves out is that of the start (RFC 5545, 3.3.10): the time of day, the day of the week, month or year. BYWEEKNO
 * alone means each day of the week, as everywhere.
 */
export function completed(rule: Rule, start: number): Rule {
  const day = Math.floor(start / secondsPerDay);
  const second = modulo(start, secondsPerDay);
  const { frequency } = rule;
  const byHour = [Math.floor(second / 3600)];
  const byMinute = [Math.floor(second / 60) % 60];
  const withTimes: Rule = {
    ...rule,
    byHour: rule.byHour.length > 0 || isFine(frequency) ? rule.byHour : byHour,
    byMinute: rule.byMinute.length > 0 || isWithinHour(frequency) ? rule.byMinute : byMinute,
    bySecond: rule.bySecond.length > 0 || frequency === Frequency.Secondly ? rule.bySecond : [second % 60],
  };
  const { byDay, byMonthDay, byYearDay, byWeekNo } = rule;
  if ([byDay, byMonthDay, byYearDay, byWeekNo].some(({ length }) => length > 0)) return withTimes;
  const date = dateOf(day);
  switch (frequency) {
    case Frequency.Yearly:
      return { ...withTimes, byMonth: rule.byMonth.length > 0 ? rule.byMonth : [date.month], byMonthDay: [date.day] };
    case Frequency.Monthly:
      return { ...withTimes, byMonthDay: [date.day] };
    case Frequency.Weekly:
      return { ...withTimes, byDay: [{ weekday: weekdayOf(day), nth: 0 }] };
    case Frequency.Daily:
    case Frequency.Hourly:
    case Frequency.Minutely:
    case Frequency.Secondly:
      return withTimes;
  }
}

function isWithinHour(frequency: Frequency): boolean {
  return frequency === Frequency.Minutely || frequency === Frequency.Secondly;
}

/** The first COUNT times of an expansion. They are counted as far as one has asked, and never again. */
class Counted implements Expansion {
  private counted = 0;
  private last = -Infinity;

  constructor(
    private readonly endless: Expansion,
    private readonly count: number,
  ) {}

  atOrAfter(local: number): number {
    while (this.last < local && this.counted < this.count) {
      this.last = this.endless.atOrAfter(this.counted === 0 ? 0 : this.last + 1);
      this.counted += 1;
    }
    return local <= this.last ? this.endless.atOrAfter(local) : endLocal;
  }
}
