import { dateOf, dayOf, daysPerCycle, modulo, secondsPerDay } from './civil.js';
import { dayFilter, type DayFilter } from './day-filter.js';
import { type Expansion } from './expansion.js';
import { endDay, endLocal } from './horizon.js';
import { Frequency, type Rule } from './rule.js';
import { atPositions, firstNotLess, positionsWithin, timesOfDay } from './time-sets.js';

/** Days, weeks, months or years of a rule, numbered one by one. */
interface Periods {
  indexOf(day: number): number;
  firstDay(index: number): number;
}

/** The local times of a rule that goes by days, weeks, months or years; what it left out has been filled in. */
export function expandCoarse(rule: Rule, start: number): Expansion {
  const times = timesOfDay(rule.byHour, rule.byMinute, rule.bySecond);
  if (rule.bySetPos.length === 0) return new EachDay(new InPhase(rule, start), times, start);
  // All days have the same times, so that positions within a day can be taken once and for all.
  if (rule.frequency === Frequency.Daily) {
    return new EachDay(new InPhase(rule, start), atPositions(times, rule.bySetPos), start);
  }
  return new Positioned(new InPhase(rule, start), { times, positions: rule.bySetPos, start });
}

/** The days of a rule, without times: those that pass its filter in every INTERVALth period from the start's. */
class InPhase {
  private readonly filter: DayFilter;
  private readonly periods: Periods;
  private readonly interval: number;
  private readonly first: number;
  /** Weekdays and dates fall together anew after this; what has not come until then never comes. */
  private readonly cycle: number;

  constructor(rule: Rule, start: number) {
    this.filter = dayFilter(rule);
    this.periods = periodsOf(rule);
    this.interval = rule.interval;
    this.first = this.periods.indexOf(Math.floor(start / secondsPerDay));
    this.cycle = daysPerCycle * rule.interval;
  }

  /** The first day of the rule from this one on; `endDay` when there is none. */
  nextDay(from: number): number {
    const end = Math.min(endDay, from + this.cycle);
    let day = from;
    while (day < end) {
      day = this.filter.next(day);
      if (this.interval === 1 || day >= end) break;
      const index = this.periods.indexOf(day);
      const past = modulo(index - this.first, this.interval);
      if (past === 0) break;
      day = this.periods.firstDay(index + this.interval - past);
    }
    return day < end ? day : endDay;
  }

  /** The last day before which everything has been seen that can come from this day on. */
  cycleEnd(from: number): number {
    return Math.min(endDay, from + this.cycle);
  }

  /** All days of the period of a day, and the first day after it. */
  periodOf(day: number): { days: number[]; next: number } {
    const index = this.periods.indexOf(day);
    const next = this.periods.firstDay(index + 1);
    const days: number[] = [];
    for (let each = this.filter.next(this.periods.firstDay(index)); each < next; each = this.filter.next(each + 1)) {
      days.push(each);
    }
    return { days, next };
  }
}

/** All times of all days. */
class EachDay implements Expansion {
  constructor(
    private readonly days: InPhase,
    private readonly times: readonly number[],
    private readonly start: number,
  ) {}

  atOrAfter(local: number): number {
    const [firstTime] = this.times;
    const from = Math.max(local, this.start);
    if (firstTime === undefined || from >= endLocal) return endLocal;
    const fromDay = Math.floor(from / secondsPerDay);
    const time = this.times[firstNotLess(this.times, from - fromDay * secondsPerDay)];
    const day = this.days.nextDay(time === undefined ? fromDay + 1 : fromDay);
    if (day >= endDay) return endLocal;
    return day * secondsPerDay + (day === fromDay && time !== undefined ? time : firstTime);
  }
}

interface Choice {
  readonly times: readonly number[];
  readonly positions: readonly number[];
  readonly start: number;
}

/** Of the times of each period, those at the positions of BYSETPOS. A period is whole, even that in which the start lies. */
class Positioned implements Expansion {
  // The period of the last question, as what it gives.
  private from = 0;
  private until = 0;
  private chosen: readonly number[] = [];

  constructor(
    private readonly days: InPhase,
    private readonly choice: Choice,
  ) {}

  atOrAfter(local: number): number {
    const from = Math.max(local, this.choice.start);
    if (from >= this.from && from < this.until) {
      const found = this.chosen[firstNotLess(this.chosen, from)];
      if (found !== undefined) return found;
      return this.search(this.until);
    }
    return this.search(from);
  }

  private search(from: number): number {
    const fromDay = Math.floor(from / secondsPerDay);
    const end = this.days.cycleEnd(fromDay);
    for (let day = this.days.nextDay(fromDay); day < end; day = this.days.nextDay(this.open(day))) {
      this.open(day);
      const found = this.chosen[firstNotLess(this.chosen, from)];
      if (found !== undefined) return found < endLocal ? found : endLocal;
    }
    return endLocal;
  }

  /** Makes the period of a day the present one; the first day after it. */
  private open(day: number): number {
    const { times, positions } = this.choice;
    if (day * secondsPerDay >= this.from && day * secondsPerDay < this.until) return this.until / secondsPerDay;
    const { days, next } = this.days.periodOf(day);
    this.chosen = positionsWithin(days.length * times.length, positions).map((position) => {
      const index = Math.floor(position / times.length);
      return (days[index] ?? endDay) * secondsPerDay + (times[position - index * times.length] ?? 0);
    });
    this.from = day * secondsPerDay;
    this.until = next * secondsPerDay;
    return next;
  }
}

function periodsOf({ frequency, weekStart }: Rule): Periods {
  switch (frequency) {
    case Frequency.Yearly:
      return { indexOf: (day) => dateOf(day).year, firstDay: (year) => dayOf(year, 1, 1) };
    case Frequency.Monthly:
      return {
        indexOf(day) {
          const { year, month } = dateOf(day);
          return year * 12 + month - 1;
        },
        firstDay: (index) => dayOf(Math.floor(index / 12), modulo(index, 12) + 1, 1),
      };
    case Frequency.Weekly: {
      // 1970-01-01 was a Thursday.
      const shift = modulo(weekStart - 3, 7);
      return { indexOf: (day) => Math.floor((day - shift) / 7), firstDay: (index) => index * 7 + shift };
    }
    case Frequency.Daily:
    case Frequency.Hourly:
    case Frequency.Minutely:
    case Frequency.Secondly:
      return { indexOf: (day) => day, firstDay: (index) => index };
  }
}
