import { hidden, required, schema, validate } from '@angular/forms/signals';
import { isTimeZone } from '../text/zoned-time.js';
import { isSimple, mayEnd, type RecurrenceDraft } from './recurrence-draft.js';

/** What the fields of a recurrence want before the console is asked; those of other modes want nothing. */
export const recurrenceSchema = schema<RecurrenceDraft>((path) => {
  hidden(path.date, ({ valueOf }) => valueOf(path.mode) === 'cron');
  hidden(path.time, ({ valueOf }) => valueOf(path.mode) === 'cron');
  hidden(path.every, ({ valueOf }) => valueOf(path.mode) !== 'interval');
  hidden(path.unit, ({ valueOf }) => valueOf(path.mode) !== 'interval');
  hidden(path.step, ({ valueOf }) => !['daily', 'weekly', 'monthly'].includes(valueOf(path.mode)));
  hidden(path.days, ({ valueOf }) => valueOf(path.mode) !== 'weekly');
  hidden(path.monthlyBy, ({ valueOf }) => valueOf(path.mode) !== 'monthly');
  hidden(path.ends, ({ valueOf }) => !mayEnd(valueOf(path.mode)));
  hidden(path.lastDate, ({ valueOf }) => !mayEnd(valueOf(path.mode)) || valueOf(path.ends) !== 'on');
  hidden(path.count, ({ valueOf }) => !mayEnd(valueOf(path.mode)) || valueOf(path.ends) !== 'after');
  hidden(path.cron, ({ valueOf }) => valueOf(path.mode) !== 'cron');
  hidden(path.cronFrom, ({ valueOf }) => valueOf(path.mode) !== 'cron');
  hidden(path.rules, ({ valueOf }) => valueOf(path.mode) !== 'rules');

  required(path.date, { message: 'Choose the day.' });
  required(path.time, { message: 'Give the time of day, such as 02:30.' });
  required(path.lastDate, { message: 'Choose the last day.' });
  validate(path.lastDate, ({ value, valueOf }) =>
    value() !== '' && value() < valueOf(path.date)
      ? { kind: 'order', message: 'lies before the first day' }
      : undefined,
  );
  validate(path.zone, ({ value }) =>
    isTimeZone(value()) ? undefined : { kind: 'zone', message: 'is no time zone; write one such as Europe/Berlin' },
  );
  validate(path.every, ({ value }) => wholeProblem(value()));
  validate(path.step, ({ value }) => wholeProblem(value()));
  validate(path.count, ({ value }) => wholeProblem(value()));
  validate(path.days, ({ value }) =>
    value().length > 0 ? undefined : { kind: 'required', message: 'Choose at least one day.' },
  );
  validate(path.cron, ({ value }) =>
    value().trim() === '' ? { kind: 'required', message: 'Write an expression, such as 30 2 * * MON-FRI.' } : undefined,
  );
  validate(path.rules, ({ value, valueOf }) =>
    value().trim() === '' && !isSimple(valueOf(path.mode))
      ? { kind: 'required', message: 'Write at least one line, such as RRULE:FREQ=MONTHLY;BYDAY=2TU.' }
      : undefined,
  );
});

function wholeProblem(value: number | null): { kind: string; message: string } | undefined {
  if (value === null) return { kind: 'required', message: 'Give a number.' };
  if (!Number.isInteger(value)) return { kind: 'whole', message: 'must be whole' };
  return value >= 1 && value <= 99_999 ? undefined : { kind: 'range', message: 'must be from 1 to 99999' };
}
