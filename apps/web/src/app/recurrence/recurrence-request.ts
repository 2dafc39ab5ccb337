import { recurrenceRequest, type RecurrenceRecord } from '@scanfleet/contracts';
import type * as z from 'zod';
import { RecurrenceMode, mayEnd, recurrenceFrom, type RecurrenceDraft } from './recurrence-draft.js';
import { readRules, rulesOf } from './rule-text.js';

/** What the console is asked; what is left open is left out. */
export type RecurrenceAsked = z.input<typeof recurrenceRequest>;

/** The form of a recurrence that is stored: in the simple mode that says it whole, else as text. */
export function draftOf(record: RecurrenceRecord): RecurrenceDraft {
  const [date = '', time = ''] = shortStart(record.start).split('T');
  const blank = recurrenceFrom({ date, time, zone: record.zone });
  if (record.cron !== null)
    return { ...blank, mode: RecurrenceMode.Cron, cron: record.cron, cronFrom: shortStart(record.start) };
  const simple = readRules(record.rules, { date, time });
  return simple === undefined
    ? { ...blank, mode: RecurrenceMode.Rules, rules: record.rules }
    : { ...blank, ...simple, rules: record.rules };
}

/** The request that a draft stands for. What is left open is left out. */
export function recurrenceOf(draft: RecurrenceDraft): RecurrenceAsked {
  const { mode, date, time, zone, cron, cronFrom, rules } = draft;
  if (mode === RecurrenceMode.Cron) return { ...(cronFrom !== '' && { start: cronFrom }), zone, cron: cron.trim() };
  const start = `${date}T${time}`;
  if (mode === RecurrenceMode.Rules) return { start, zone, rules: rules.trim() };
  const said = rulesOf(draft);
  return { start, zone, ...(said !== '' && { rules: said }) };
}

/** Whether nothing is missing that the console needs before it can tell of runs. */
export function isWholeRecurrence(draft: RecurrenceDraft): boolean {
  const isDated = draft.date !== '' && draft.time !== '';
  const isSaid: Readonly<Record<RecurrenceMode, boolean>> = {
    once: isDated,
    interval: isDated && isCount(draft.every),
    daily: isDated && isCount(draft.step),
    weekly: isDated && isCount(draft.step) && draft.days.length > 0,
    monthly: isDated && isCount(draft.step),
    cron: draft.cron.trim() !== '',
    rules: isDated && draft.rules.trim() !== '',
  };
  const isEnding = draft.ends === 'never' || (draft.ends === 'on' ? draft.lastDate !== '' : isCount(draft.count));
  return (
    draft.zone !== '' &&
    isSaid[draft.mode] &&
    (isEnding || !mayEnd(draft.mode)) &&
    recurrenceRequest.safeParse(recurrenceOf(draft)).success
  );
}

function isCount(value: number | null): boolean {
  return value !== null && Number.isInteger(value) && value > 0;
}

/** Without the seconds, where there are none: `2026-03-01T02:30`. */
function shortStart(start: string): string {
  return start.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d):00$/, '$1');
}
