import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { FormField, type FieldTree } from '@angular/forms/signals';
import { Field } from '../design/field.js';
import { HostText } from '../text/host-text.js';
import { mayEnd, type RecurrenceDraft, type RecurrenceMode } from './recurrence-draft.js';
import { inMode } from './switch-mode.js';
import { TimeZonePicker } from './time-zone-picker.js';
import { WeekdayPicker } from './weekday-picker.js';
import { weekdays } from './weekdays.js';

const MODES: readonly { readonly mode: RecurrenceMode; readonly label: string }[] = [
  { mode: 'once', label: 'Once' },
  { mode: 'interval', label: 'Minutes, hours' },
  { mode: 'daily', label: 'Daily' },
  { mode: 'weekly', label: 'Weekly' },
  { mode: 'monthly', label: 'Monthly' },
  { mode: 'cron', label: 'Cron' },
  { mode: 'rules', label: 'RFC 5545' },
];
const STEP_UNITS: Readonly<Partial<Record<RecurrenceMode, string>>> = {
  daily: 'Every so many days',
  weekly: 'Every so many weeks',
  monthly: 'Every so many months',
};

/** When something recurs: simple ways with fields, cron and RFC 5545 as text. What was said is kept from one to the next. */
@Component({
  selector: 'sf-recurrence-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, HostText, TimeZonePicker, WeekdayPicker],
  templateUrl: './recurrence-fields.html',
  styleUrl: './recurrence-fields.css',
})
export class RecurrenceFields {
  readonly fields = input.required<FieldTree<RecurrenceDraft>>();
  /** The lines that the console made of the cron expression, once it was asked. */
  readonly translated = input<string>();
  /** What recurs. */
  readonly noun = input<'run' | 'window'>('run');

  protected readonly modes = MODES;
  protected readonly weekdays = weekdays;
  protected readonly monthDays = Array.from({ length: 31 }, (_, index) => String(index + 1));
  protected readonly mode = computed(() => this.fields()().value().mode);
  protected readonly hasEnd = computed(() => mayEnd(this.mode()));
  protected readonly stepLabel = computed(() => STEP_UNITS[this.mode()] ?? '');
  protected readonly isLateInMonth = computed(() => {
    const { mode, monthlyBy, monthDay } = this.fields()().value();
    return mode === 'monthly' && monthlyBy === 'day' && Number(monthDay) > 28;
  });
  protected readonly dateLabel = computed(() => (this.mode() === 'once' ? 'On' : 'From'));
  protected readonly timeLabel = computed(() => (this.mode() === 'interval' ? 'First at' : 'At'));
  /** What was refused although no field of this mode says it. */
  protected readonly errors = computed(() => this.fields()().errors());
  protected readonly dayErrors = computed(() => {
    const days = this.fields().days();
    return days.touched() ? days.errors() : [];
  });

  protected switchTo(mode: RecurrenceMode): void {
    this.fields()().value.update((draft) => inMode(draft, mode, this.translated()));
  }
}
