import { localText } from './civil.js';
import { contentLines, type ContentLine } from './content-lines.js';
import { firstYear } from './horizon.js';
import { InstantList } from './instant-list.js';
import { readStart } from './moment.js';
import { mostProblems, problemWith, type Piece, type RecurrenceProblem } from './problem.js';
import { quoted } from './quoted.js';
import { readDates, type DatesContext } from './read-dates.js';
import { readRule } from './read-rule.js';
import { Recurrence, type RecurrenceParts, type RecurrenceText } from './recurrence.js';
import { type Rule } from './rule.js';
import { whyNever, whyRuleNever } from './why-never.js';
import { whyTooOften } from './why-too-often.js';
import { zoneNamed, type Zone } from './zone.js';

/** A recurrence, or what is wrong with its text. */
export type ReadRecurrence =
  | { readonly ok: true; readonly recurrence: Recurrence }
  | { readonly ok: false; readonly problems: readonly RecurrenceProblem[] };

/** Bounds of what is read, so that nobody can make reading or `next` slow. */
export const recurrenceLimits = { characters: 10_000, rules: 10, dates: 1_000 } as const;

/**
 * Reads a recurrence, and refuses with a reason what is malformed, what RFC 5545 forbids, what never fires from its start to the
 * year 9999, and what fires twice within a minute. Whether it lies in the past does not matter.
 */
export function readRecurrence(text: RecurrenceText): ReadRecurrence {
  const problems: RecurrenceProblem[] = [];
  const start = readStart(text.start.trim());
  if (typeof start === 'string') {
    problems.push({ field: 'start', message: `${quoted(text.start)} ${start}`, token: text.start.slice(0, 200) });
  }
  const zone = zoneNamed(text.zone.trim());
  if (zone === undefined) {
    const message = `${quoted(text.zone)} is no time zone. Take a name of the IANA database, such as Europe/Berlin or UTC.`;
    problems.push({ field: 'zone', message, token: text.zone.slice(0, 200) });
  }
  const context = { zone: zone ?? utc(), start: typeof start === 'string' ? 0 : start };
  const lines = readLines(text.rules, context);
  problems.push(...lines.problems);
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, mostProblems) };
  const canonical = { start: localText(context.start), zone: context.zone.name, rules: lines.texts.join('\n') };
  const once = lines.texts.length === 0;
  const parts: RecurrenceParts = {
    ...context,
    text: canonical,
    rules: lines.rules.map(({ rule }) => rule),
    dates: new InstantList(once ? [context.zone.instantOf(context.start)] : lines.dates),
    excluded: new InstantList(lines.excluded),
  };
  const recurrence = new Recurrence(parts);
  const useless = lines.rules.flatMap(({ rule, piece }) => {
    const why = whyRuleNever(rule, context);
    return why === undefined ? [] : [problemWith(piece, why)];
  });
  if (useless.length > 0) return { ok: false, problems: useless };
  const why = whyNever(recurrence) ?? whyTooOften(recurrence, parts);
  return why === undefined ? { ok: true, recurrence } : { ok: false, problems: [{ field: 'rules', message: why }] };
}

interface ReadLines {
  readonly rules: { readonly rule: Rule; readonly piece: Piece }[];
  readonly dates: number[];
  readonly excluded: number[];
  /** The lines as they are best written. */
  readonly texts: string[];
  readonly problems: RecurrenceProblem[];
}

function readLines(rules: string, context: DatesContext): ReadLines {
  const read: ReadLines = { rules: [], dates: [], excluded: [], texts: [], problems: [] };
  if (rules.length > recurrenceLimits.characters) {
    const { characters } = recurrenceLimits;
    const message = `The rules have ${rules.length} characters and may have ${characters}. A rule says more than many dates: FREQ=DAILY.`;
    read.problems.push({ field: 'rules', message });
    return read;
  }
  for (const line of contentLines(rules)) {
    readLine(line, context, read);
    if (read.rules.length > recurrenceLimits.rules) {
      const message = `There may be ${recurrenceLimits.rules} RRULE lines. Say it in fewer, with lists: BYHOUR=2,14;BYDAY=MO,FR.`;
      read.problems.push(problemWith(line.slice(0, line.text.length), message));
      return read;
    }
    if (read.dates.length + read.excluded.length > recurrenceLimits.dates) {
      const message = `There may be ${recurrenceLimits.dates} dates in RDATE and EXDATE. Say it with a rule: RRULE:FREQ=DAILY.`;
      read.problems.push(problemWith(line.slice(0, line.text.length), message));
      return read;
    }
  }
  return read;
}

function readLine(line: ContentLine, context: DatesContext, read: ReadLines): void {
  const whole = line.slice(0, line.text.length);
  const name = /^[A-Za-z-]*/.exec(line.text)?.[0].toUpperCase() ?? '';
  const after = line.text.charAt(name.length);
  if (name === 'RRULE' || (after === '=' && !refusedLines.has(name))) {
    if (name === 'RRULE' && after !== ':') {
      read.problems.push(problemWith(whole, `After RRULE comes a colon and nothing else: RRULE:FREQ=DAILY.`));
      return;
    }
    const rule = readRule(line, name === 'RRULE' ? name.length + 1 : 0);
    if (!rule.ok) {
      read.problems.push(...rule.problems);
      return;
    }
    read.rules.push({ rule: rule.rule, piece: whole });
    read.texts.push(rule.text);
    return;
  }
  if (name === 'RDATE' || name === 'EXDATE') {
    const dates = readDates(line, name, context);
    if (!dates.ok) {
      read.problems.push(...dates.problems);
      return;
    }
    for (const instant of dates.instants) (name === 'RDATE' ? read.dates : read.excluded).push(instant);
    read.texts.push(dates.text);
    return;
  }
  const advice = refusedLines.get(name) ?? 'Lines begin with RRULE, RDATE or EXDATE, such as RRULE:FREQ=DAILY.';
  read.problems.push(problemWith(whole, `${quoted(whole.text)} is not understood. ${advice}`));
}

const refusedLines = new Map([
  ['DTSTART', `Give start and zone instead: start 2026-03-01T02:30, zone Europe/Berlin (years from ${firstYear}).`],
  ['DTEND', 'A recurrence has no end of its own: RRULE:FREQ=DAILY;UNTIL=20261231 ends the rule.'],
  ['DURATION', 'A recurrence says when, not how long. Leave the line out.'],
  ['EXRULE', 'RFC 5545 has given EXRULE up. Name the dates to leave out: EXDATE:20260301T023000.'],
  ['BEGIN', 'Give the RRULE, RDATE and EXDATE lines only, such as RRULE:FREQ=DAILY.'],
  ['END', 'Give the RRULE, RDATE and EXDATE lines only, such as RRULE:FREQ=DAILY.'],
  ['TZID', 'Give the time zone as zone, such as Europe/Berlin.'],
]);

function utc(): Zone {
  const zone = zoneNamed('UTC');
  if (zone === undefined) throw new Error('This platform knows no time zones.');
  return zone;
}
