import { clockText, dateText, modulo, secondsPerDay } from './civil.js';
import { listed } from './listed.js';
import { type RecurrenceParts } from './recurrence.js';
import { ruleWords } from './rule-words.js';

/** Says in English when a recurrence happens: `every weekday at 02:30 (Europe/Berlin)`. */
export function recurrenceWords(parts: RecurrenceParts): string {
  return `${withoutZone(parts)} (${parts.zone.name})`;
}

function withoutZone({ zone, start, rules, dates, excluded, text }: RecurrenceParts): string {
  const said = (instants: readonly number[]): string => listed(instants.map((each) => momentText(zone.localOf(each))));
  if (text.rules === '') return `once, on ${momentText(start)}`;
  const phrases = rules.map((rule) => ruleWords(rule, { zone, start }));
  const begin = phrases.join('; and ');
  const named = dates.all().length === 0 ? '' : `on ${said(dates.all())}`;
  const all = begin === '' ? named : named === '' ? begin : `${begin}; also ${named}`;
  return excluded.all().length === 0 ? all : `${all}; except on ${said(excluded.all())}`;
}

/** `2026-03-01 at 02:30`. */
function momentText(local: number): string {
  const second = modulo(local, secondsPerDay);
  return `${dateText((local - second) / secondsPerDay)} at ${clockText(second)}`;
}
