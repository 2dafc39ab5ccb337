import { modulo } from './civil.js';
import { commonDivisor, firstNotLess } from './time-sets.js';

/** Units of a rule by the clock: hours, minutes or seconds, `slots` of them a day. */
export interface Phase {
  readonly slots: number;
  readonly interval: number;
  /** The unit of the start, counted from 1970. */
  readonly first: number;
  /** The first slot from one on that other parts of the rule allow; `slots` when there is none. */
  readonly nextAllowed: (slot: number) => number;
}

/** The first day, from one on, with a slot that is allowed and INTERVAL away from the start; Infinity when there is none. */
export type NextFruitful = (day: number) => number;

/** After as many days the slots that are in phase are the same again. */
export function phaseDays({ interval, slots }: Phase): number {
  return interval / commonDivisor(interval, slots);
}

/**
 * Finds fruitful days without trying each unit. `undefined` when that is of no use: so many slots are allowed that trying
 * is fast.
 */
export function fruitfulDays(phase: Phase): NextFruitful | undefined {
  return phase.interval <= phase.slots ? byTable(phase) : byResidues(phase);
}

/** For short intervals: a day is tried when it is first asked for. */
function byTable(phase: Phase): NextFruitful {
  const length = phaseDays(phase);
  const known = new Int8Array(length);
  const isFruitful = (day: number): boolean => (known[day] ||= hasSlot(phase, day) ? 1 : -1) === 1;
  return (day) => {
    let ofPhase = modulo(day, length);
    for (let next = day; next < day + length; next += 1) {
      if (isFruitful(ofPhase)) return next;
      ofPhase = ofPhase + 1 === length ? 0 : ofPhase + 1;
    }
    return Infinity;
  };
}

/** Has the day a slot that is allowed and in phase? */
function hasSlot({ slots, interval, first, nextAllowed }: Phase, day: number): boolean {
  const inPhase = (unit: number): number => unit + modulo(first - unit, interval);
  for (let unit = inPhase(day * slots); unit < (day + 1) * slots;) {
    const slot = unit - day * slots;
    const allowed = nextAllowed(slot);
    if (allowed === slot) return true;
    unit = inPhase(day * slots + allowed);
  }
  return false;
}

/** More slots of the day than this, if they can be met at all, are met soon enough by trying. */
const mostResidues = 512;

/**
 * For intervals of more than a day: `slots * day + slot = first (mod interval)` is solved for the day, for each slot that
 * is allowed.
 */
function byResidues(phase: Phase): NextFruitful | undefined {
  const { slots, interval, first, nextAllowed } = phase;
  const divisor = commonDivisor(interval, slots);
  const length = interval / divisor;
  const inverse = inverseOf((slots / divisor) % length, length);
  const days: number[] = [];
  for (let slot = nextAllowed(0); slot < slots; slot = nextAllowed(slot + 1)) {
    if (modulo(first - slot, divisor) !== 0) continue;
    if (days.length === mostResidues) return undefined;
    days.push((modulo((first - slot) / divisor, length) * inverse) % length);
  }
  return nextOf(
    [...new Set(days)].sort((a, b) => a - b),
    length,
  );
}

/** The next day of a phase that is in an ascending list. */
function nextOf(days: readonly number[], length: number): NextFruitful {
  const [earliest] = days;
  if (earliest === undefined) return () => Infinity;
  return (day) => {
    const ofPhase = modulo(day, length);
    const next = days[firstNotLess(days, ofPhase)] ?? earliest + length;
    return day - ofPhase + next;
  };
}

/** What gives 1 (mod `modulus`) when it is multiplied with the value. They have no common divisor. */
function inverseOf(value: number, modulus: number): number {
  let [rest, nextRest] = [value, modulus];
  let [factor, nextFactor] = [1, 0];
  while (nextRest !== 0) {
    const quotient = Math.floor(rest / nextRest);
    [rest, nextRest] = [nextRest, rest - quotient * nextRest];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return modulo(factor, modulus);
}
