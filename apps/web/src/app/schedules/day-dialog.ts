import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { Modal } from '../design/modal.js';
import { CalendarDayList } from './calendar-day-list.js';
import { dayName, type CalendarDay } from './calendar-grid.js';

/** A day of the calendar, whole. */
@Component({
  selector: 'sf-day-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CalendarDayList, Modal],
  template: `
    <dialog sfModal aria-labelledby="day-title" (dismissed)="closed.emit()">
      <div class="modal-body">
        <h2 id="day-title">{{ title() }}</h2>
        <sf-calendar-day-list [day]="day()" [hues]="hues()" />
        <p class="dim">Times of {{ zone() }}.</p>
        <div class="modal-actions">
          <button type="button" class="button" (click)="closed.emit()">Close</button>
        </div>
      </div>
    </dialog>
  `,
})
export class DayDialog {
  readonly day = input.required<CalendarDay>();
  readonly hues = input.required<ReadonlyMap<string, number>>();
  readonly zone = input.required<string>();
  readonly closed = output<void>();
  protected readonly title = computed(() => dayName(this.day().date));
}
