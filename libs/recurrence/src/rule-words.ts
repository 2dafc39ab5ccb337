import { clockText, dateText, modulo, secondsPerDay } from './civil.js';
import { dayWords } from './day-words.js';
import { completed, isFine } from './expansion.js';
import { listed, position } from './listed.js';
import { Frequency, type Rule } from './rule.js';
import { fineWords, timesWords } from './time-words.js';
import { type Zone } from './zone.js';

/** Says one rule in English, without its zone: `every 2 weeks on Monday at 02:30, counted from 2026-03-02, 10 times`. */
export function ruleWords(rule: Rule, { zone, start }: { zone: Zone; start: number }): string {
  const full = completed(rule, start);
  const begin = isFine(full.frequency)
    ? `${fineWords(full)}${dayWords(full)}`
    : `${dayWords(full)} ${timesWords(full)}`;
  return `${begin}${positionWords(full)}${anchorWords(full, start)}${endWords(full, zone)}`;
}

function positionWords({ bySetPos, frequency }: Rule): string {
  if (bySetPos.length === 0) return '';
  const chosen = [...bySetPos.filter((place) => place > 0), ...bySetPos.filter((place) => place < 0).reverse()];
  return `, of these only the ${listed(chosen.map(position))} of each ${periodName[frequency]}`;
}

/** What skips periods depends on where the counting begins. */
function anchorWords({ interval }: Rule, start: number): string {
  if (interval === 1) return '';
  return `, counted from ${momentWords(start)}`;
}

function endWords({ count, until }: Rule, zone: Zone): string {
  if (count !== undefined) return count === 1 ? ', 1 time' : `, ${count} times`;
  if (until === undefined) return '';
  if (until.kind === 'instant') return `, until ${momentWords(zone.localOf(until.instant))}`;
  return `, until ${until.dateOnly ? dateText(Math.floor(until.local / secondsPerDay)) : momentWords(until.local)}`;
}

function momentWords(local: number): string {
  const second = modulo(local, secondsPerDay);
  return `${dateText((local - second) / secondsPerDay)} ${clockText(second)}`;
}

const periodName: Readonly<Record<Frequency, string>> = {
  [Frequency.Secondly]: 'second',
  [Frequency.Minutely]: 'minute',
  [Frequency.Hourly]: 'hour',
  [Frequency.Daily]: 'day',
  [Frequency.Weekly]: 'week',
  [Frequency.Monthly]: 'month',
  [Frequency.Yearly]: 'year',
};
