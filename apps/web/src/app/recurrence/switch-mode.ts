import { cronOf, readCron } from './cron-text.js';
import { RecurrenceMode, isSimple, type RecurrenceDraft } from './recurrence-draft.js';
import { readRules, rulesOf } from './rule-text.js';

/**
 * The draft in another mode, with what can be said in both kept: text is made from the simple mode that was left, and
 * the fields of a simple mode from a text that fits. A text that fits none is not overwritten.
 * @param translated the lines that the console made of the cron expression, where it was asked
 */
export function inMode(draft: RecurrenceDraft, mode: RecurrenceMode, translated?: string): RecurrenceDraft {
  if (mode === draft.mode) return draft;
  const plain = isSimple(draft.mode) ? draft : { ...draft, ...fieldsOfText(draft) };
  if (mode === RecurrenceMode.Rules) return { ...plain, mode, rules: rulesFor(draft, plain, translated) };
  if (mode === RecurrenceMode.Cron) return { ...plain, mode, cron: cronFor(draft, plain) };
  return { ...plain, mode };
}

function rulesFor(draft: RecurrenceDraft, plain: RecurrenceDraft, translated: string | undefined): string {
  if (draft.mode === RecurrenceMode.Cron && translated !== undefined) return translated;
  const isOwnText = draft.rules.trim() !== '' && readRules(draft.rules, draft) === undefined;
  return isOwnText || !isSimple(plain.mode) ? draft.rules : rulesOf(plain);
}

function cronFor(draft: RecurrenceDraft, plain: RecurrenceDraft): string {
  const isOwnText = draft.cron.trim() !== '' && readCron(draft.cron) === undefined;
  return isOwnText || !isSimple(plain.mode) ? draft.cron : (cronOf(plain) ?? draft.cron);
}

/** What of a text the fields of the simple modes can say. */
function fieldsOfText(draft: RecurrenceDraft): Partial<RecurrenceDraft> {
  return (draft.mode === RecurrenceMode.Cron ? readCron(draft.cron) : readRules(draft.rules, draft)) ?? {};
}
