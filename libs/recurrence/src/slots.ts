import { Frequency, type Rule } from './rule.js';
import { atPositions, timesOfDay } from './time-sets.js';

/** The seconds of an hour, a minute or a second. */
export function unitOf(frequency: Frequency): number {
  if (frequency === Frequency.Hourly) return 3600;
  return frequency === Frequency.Minutely ? 60 : 1;
}

/** The seconds of a unit on which a rule by hours, minutes or seconds fires, ascending. */
export function secondsWithin(rule: Rule): number[] {
  const all =
    rule.frequency === Frequency.Hourly
      ? timesOfDay([0], rule.byMinute, rule.bySecond)
      : rule.frequency === Frequency.Minutely
        ? rule.bySecond
        : [0];
  return rule.bySetPos.length === 0 ? [...all] : atPositions(all, rule.bySetPos);
}

/**
 * The hours, minutes or seconds of a day that the parts of a rule allow: the first from a slot on, and the number of all slots
 * when there is none.
 */
export function allowedSlots(rule: Rule): (slot: number) => number {
  const hour = nextOf(rule.byHour, 24);
  if (rule.frequency === Frequency.Hourly) return hour;
  const minute = within(hour, nextOf(rule.byMinute, 60), 24);
  return rule.frequency === Frequency.Minutely ? minute : within(minute, nextOf(rule.bySecond, 60), 1440);
}

type NextAllowed = (slot: number) => number;

/** The first of some numbers that is not less; the end when there is none. No numbers at all allow every one. */
function nextOf(allowed: readonly number[], end: number): NextAllowed {
  if (allowed.length === 0) return (slot) => Math.min(slot, end);
  const table = new Uint8Array(end + 1).fill(end);
  for (let slot = end - 1; slot >= 0; slot -= 1) {
    table[slot] = allowed.includes(slot) ? slot : (table[slot + 1] ?? end);
  }
  return (slot) => table[slot] ?? end;
}

/** Sixty fine slots in each coarse one, of which there are `end`. */
function within(coarse: NextAllowed, fine: NextAllowed, end: number): NextAllowed {
  const firstFine = fine(0);
  return (slot) => {
    const at = Math.floor(slot / 60);
    const allowed = coarse(at);
    if (allowed === at && at < end) {
      const found = fine(slot - at * 60);
      if (found < 60) return at * 60 + found;
    }
    const next = allowed > at ? allowed : coarse(at + 1);
    return next < end ? next * 60 + firstFine : end * 60;
  };
}
