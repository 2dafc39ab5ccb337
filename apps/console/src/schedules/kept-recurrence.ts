import type { RecurrenceRecord } from '@scanfleet/contracts';
import type { Recurrence } from '@scanfleet/recurrence';
import { badRecurrence, type KnownRecurrence, readableRecurrence } from '../blackouts/read-recurrence.js';

/**
 * Refuses a recurrence that has no occurrence after `now`.
 * @throws Refusal 422 naming the start of a single run, or the rules.
 */
export function refusePast({ record, recurrence }: KnownRecurrence, now: Date): void {
  if (recurrence.next(now)) return;
  if (record.rules === '') {
    const message = `${record.start} (${record.zone}) has passed already; give a later date and time.`;
    throw badRecurrence([{ path: 'recurrence.start', message, token: record.start }]);
  }
  const message = 'The last occurrence has passed already; give a later UNTIL, a higher COUNT, or another start.';
  throw badRecurrence([{ path: 'recurrence.rules', message }]);
}

/**
 * The recurrence of a stored record.
 * @throws Error when this version cannot read it.
 */
export function storedRecurrence(record: Omit<RecurrenceRecord, 'cron'>): Recurrence {
  const recurrence = readableRecurrence(record);
  if (recurrence) return recurrence;
  throw new Error(`the stored recurrence "${record.start} ${record.zone} ${record.rules}" cannot be read`);
}
