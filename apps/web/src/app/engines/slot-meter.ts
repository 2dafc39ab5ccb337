import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** More slots than this are a number only. */
const DRAWN = 24;

/** Slots as little boxes, the busy ones lit, and as words. */
@Component({
  selector: 'sf-slot-meter',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <span class="slots" aria-hidden="true">
      @for (busy of boxes(); track $index) {
        <span [class.busy]="busy"></span>
      }
    </span>
    {{ of().busySlots }} of {{ of().slots }} busy
  `,
})
export class SlotMeter {
  readonly of = input.required<{ readonly slots: number; readonly busySlots: number }>();
  protected readonly boxes = computed(() => {
    const { slots, busySlots } = this.of();
    return slots > DRAWN ? [] : Array.from({ length: slots }, (_, slot) => slot < busySlots);
  });
}
