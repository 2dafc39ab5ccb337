import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { visibleText } from './visible-text.js';
import { ownTimeZone, zonedTime } from './zoned-time.js';

/** A moment by the clocks of a time zone, `Sun 2026-03-29 03:30 +02:00`; the reader's own time is its tool tip. */
@Component({
  selector: 'sf-zoned',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<time [attr.datetime]="at()" [title]="own()"
    >{{ shown().day }} {{ shown().date }} {{ shown().time }} <span class="offset">{{ shown().offset }}</span></time
  >`,
  styles: `
    time {
      white-space: nowrap;
    }
    .offset {
      color: var(--text-faint);
    }
  `,
})
export class Zoned {
  readonly at = input.required<string>();
  readonly zone = input.required<string>();

  protected readonly shown = computed(() => zonedTime(this.at(), this.zone()));
  protected readonly own = computed(() => {
    const { day, date, time, offset } = zonedTime(this.at(), ownTimeZone());
    return `${visibleText(this.zone())}. Here: ${day} ${date} ${time} ${offset}`;
  });
}
