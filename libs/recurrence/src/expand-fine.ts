import { daysPerCycle, modulo, secondsPerDay } from './civil.js';
import { dayFilter, type DayFilter } from './day-filter.js';
import { type Expansion } from './expansion.js';
import { fruitfulDays, phaseDays, type NextFruitful, type Phase } from './fruitful-days.js';
import { endDay, endLocal } from './horizon.js';
import { Frequency, type Rule } from './rule.js';
import { allowedSlots, secondsWithin, unitOf } from './slots.js';
import { firstNotLess } from './time-sets.js';

/**
 * The local times of a rule that goes by hours, minutes or seconds. They are counted on the clock on the wall, as if nobody
 * ever moved it; where the zone moves it is seen later. What the rule left out has been filled in.
 */
export function expandFine(rule: Rule, start: number): Expansion {
  return new EveryUnit(rule, start);
}

/** From here on: a unit is the hour, minute or second of the rule, and a slot is a unit of the day, counted from 0. */
class EveryUnit implements Expansion, Phase {
  private readonly unit: number;
  readonly slots: number;
  readonly interval: number;
  /** The unit of the start, counted from 1970. */
  readonly first: number;
  private readonly filter: DayFilter;
  readonly nextAllowed: (slot: number) => number;
  /** The seconds of a unit on which something happens. */
  private readonly within: readonly number[];
  /** Left out when each day has a slot in phase, or when they are found soon enough by trying. */
  private readonly nextFruitful: NextFruitful | undefined;
  /** Slots and dates fall together anew after as many days; what has not come until then never comes. */
  private readonly cycle: number;

  constructor(
    rule: Rule,
    private readonly start: number,
  ) {
    this.unit = unitOf(rule.frequency);
    this.slots = secondsPerDay / this.unit;
    this.interval = rule.interval;
    this.first = Math.floor(start / this.unit);
    this.filter = dayFilter(rule);
    this.nextAllowed = allowedSlots(rule);
    this.within = secondsWithin(rule);
    this.cycle = daysPerCycle * phaseDays(this) + 1;
    this.nextFruitful = isUnlimited(rule) ? undefined : fruitfulDays(this);
  }

  atOrAfter(local: number): number {
    const from = Math.max(local, this.start);
    const [firstWithin] = this.within;
    if (from >= endLocal || firstWithin === undefined) return endLocal;
    const unit = Math.floor(from / this.unit);
    const second = this.within[firstNotLess(this.within, from - unit * this.unit)];
    const found = this.nextUnit(second === undefined ? unit + 1 : unit);
    if (found * this.unit >= endLocal) return endLocal;
    return found * this.unit + (found === unit && second !== undefined ? second : firstWithin);
  }

  /** The first unit of the rule that is not before this one; beyond the end when there is none. */
  private nextUnit(from: number): number {
    const firstDay = Math.floor(from / this.slots);
    const end = Math.min(endDay, firstDay + this.cycle);
    let unit = this.inPhase(from);
    while (unit < end * this.slots) {
      const day = Math.floor(unit / this.slots);
      const open = this.nextDay(day);
      if (open >= end) break;
      if (open > day) {
        unit = this.inPhase(open * this.slots);
        continue;
      }
      const slot = unit - day * this.slots;
      const allowed = this.nextAllowed(slot);
      if (allowed === slot) return unit;
      unit = this.inPhase(day * this.slots + allowed);
    }
    return endDay * this.slots;
  }

  /** The first unit that is not before this one and a multiple of INTERVAL away from that of the start. */
  private inPhase(unit: number): number {
    return unit + modulo(this.first - unit, this.interval);
  }

  /** The first day from this one on that passes the filter and has a slot in phase. */
  private nextDay(from: number): number {
    let day = this.filter.next(from);
    if (this.nextFruitful === undefined) return day;
    const end = Math.min(endDay, from + this.cycle);
    for (let open = this.nextFruitful(day); open !== day && day < end; open = this.nextFruitful(day)) {
      day = this.filter.next(Math.min(open, endDay));
    }
    return day < end ? day : endDay;
  }
}

/** Are all slots allowed? */
function isUnlimited(rule: Rule): boolean {
  if (rule.byHour.length > 0) return false;
  if (rule.frequency === Frequency.Hourly) return true;
  return rule.byMinute.length === 0 && (rule.frequency === Frequency.Minutely || rule.bySecond.length === 0);
}
