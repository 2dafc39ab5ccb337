import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { inOrder, weekdays, type Weekday } from './weekdays.js';

/** Any days of the week, side by side. */
@Component({
  selector: 'sf-weekday-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="segments" role="group" aria-label="Days of the week">
      @for (day of days; track day.code) {
        <label [title]="day.name">
          <input
            type="checkbox"
            [attr.aria-label]="day.name"
            [disabled]="disabled()"
            [checked]="value().includes(day.code)"
            (change)="toggle(day.code)"
          />{{ day.short }}
        </label>
      }
    </div>
  `,
  styles: `
    label {
      position: relative;
      justify-content: center;
      min-width: 44px;
      padding: 0 var(--gap-s);
    }
    @media (width <= 640px) {
      .segments {
        display: grid;
        grid-template-columns: repeat(7, minmax(0, 1fr));
      }
      label {
        min-width: 0;
        padding: 0;
      }
    }
  `,
})
export class WeekdayPicker implements FormValueControl<readonly Weekday[]> {
  readonly value = model<readonly Weekday[]>([]);
  readonly disabled = input(false);
  protected readonly days = weekdays;

  protected toggle(code: Weekday): void {
    this.value.update((days) => (days.includes(code) ? days.filter((day) => day !== code) : inOrder([...days, code])));
  }
}
