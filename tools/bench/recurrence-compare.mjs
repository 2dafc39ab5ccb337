/** One recurrence, as libs/recurrence answers it and as python-dateutil does. Why they may differ: docs/recurrence.md. */
import { createHash } from 'node:crypto';

/** So many occurrences of each are compared, unless ten years are over before. */
const LIMIT = 1_000;
const FAR = 20_000;

/** @typedef {'same' | 'explained' | 'never' | 'often' | 'different'} Outcome */

/**
 * @param {(text: object) => object} readRecurrence
 * @param {{ ask: (question: object) => Promise<any> }} reference
 * @param {{ start: string, zone: string, rules: string }} text
 * @returns {Promise<{ outcome: Outcome, count: number, classes?: string[], note?: string, answer?: any }>} with the answer agreed on
 */
export async function compare(readRecurrence, reference, text) {
  const read = readRecurrence(text);
  if (!read.ok) return refused(reference, text, read.problems[0]);
  return compareFrom(read.recurrence, reference, text);
}

/** The same from shortly before an instant on, for rules whose first occurrences do not reach that far. */
export async function compareLate(readRecurrence, reference, text, instant) {
  const rule = text.rules.split('\n').filter((line) => !line.startsWith('RDATE'));
  if (rule.filter((line) => line.startsWith('RRULE')).length !== 1) return undefined;
  if (/COUNT=|FREQ=(MONTHLY|YEARLY)/.test(rule[0])) return undefined;
  const late = instant - 2.5 * 86_400 - Date.parse(`${text.start}Z`) / 1000;
  if (late <= 0) return undefined;
  const alone = { ...text, rules: rule.join('\n') };
  const read = readRecurrence(alone);
  return read.ok ? compareFrom(read.recurrence, reference, alone, Math.floor(late)) : undefined;
}

async function compareFrom(recurrence, reference, text, late) {
  const question = { ...text, limit: LIMIT, late };
  const answer = await reference.ask(question);
  if (answer.error) return { outcome: 'different', count: 0, note: answer.error };
  const own = occurrences(recurrence, answer);
  if (digest(own) === answer.hash) return { outcome: 'same', count: own.length, answer };
  const classes = knownClasses(text.rules);
  if (classes.length > 0) {
    const corrected = await reference.ask({ ...question, corrected: true });
    if (corrected.error === undefined && digest(occurrences(recurrence, corrected)) === corrected.hash) {
      return { outcome: 'explained', count: own.length, classes, answer: corrected };
    }
  }
  const { instants } = await reference.ask({ ...question, full: true });
  const at = own.findIndex((instant, index) => instant !== instants[index]);
  const place = at === -1 ? own.length : at;
  const written = (instant) => (instant === undefined ? 'none' : new Date(instant * 1000).toISOString());
  const note = `occurrence ${place + 1}: here ${written(own[place])}, dateutil ${written(instants[place])}${late ? ` (late ${late})` : ''}`;
  return { outcome: 'different', count: own.length, note };
}

/** What is refused must be worth it: dateutil finds nothing either, or two within a minute. */
async function refused(reference, text, { message, line }) {
  const corrected = knownClasses(text.rules).length > 0;
  // An UNTIL before 1970, of a start soon after, ends before it begins.
  if (message.includes('never fires') || message.includes('has a year outside')) {
    const rules = line === undefined ? text.rules : text.rules.split('\n')[line - 1];
    const { count, error } = await reference.ask({ ...text, rules, limit: 1, corrected });
    // dateutil refuses some of these rules by itself.
    return { outcome: count === 0 || error !== undefined ? 'never' : 'different', count: 0, note: message };
  }
  if (message.includes('twice within a minute')) {
    const [earlier, later] = (message.match(/\S+Z/g) ?? []).map((written) => Date.parse(written) / 1000);
    const { instants, stop } = await reference.ask({ ...text, limit: FAR, full: true, until: later + 60, corrected });
    const both = instants.includes(earlier) && instants.includes(later) && later - earlier < 60;
    // A date that is named may lie too far behind the first occurrences of the rule.
    return {
      outcome: both || later >= stop || instants.length === FAR ? 'often' : 'different',
      count: 0,
      note: message,
    };
  }
  return { outcome: 'different', count: 0, note: message };
}

function occurrences(recurrence, { begin, stop }) {
  const found = recurrence.between(new Date(begin * 1000), new Date(stop * 1000), LIMIT);
  return found.map((date) => date.getTime() / 1000);
}

/** The same as in recurrence-dateutil.py and in the unit test of the recorded answers. */
export function digest(instants) {
  return createHash('sha256').update(instants.join(',')).digest('hex').slice(0, 16);
}

/** The mistakes of dateutil that a text can meet. */
function knownClasses(rules) {
  return rules.split('\n').flatMap((line) => {
    const days = /;BYDAY=([^;]*)/.exec(line)?.[1].split(',') ?? [];
    const mixed = days.some((day) => day.length === 2) && days.some((day) => day.length > 2);
    return [
      ...(mixed ? ['plain and numbered BYDAY'] : []),
      ...(/^RRULE:FREQ=WEEKLY.*;BYSETPOS=/.test(line) ? ['first week of BYSETPOS'] : []),
      ...(/;BYWEEKNO=/.test(line) ? ['weeks at the turn of the year'] : []),
    ];
  });
}
