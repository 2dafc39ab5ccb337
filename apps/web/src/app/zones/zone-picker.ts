import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import type { Zone } from '@scanfleet/contracts';
import { VisiblePipe } from '../text/pipes.js';
import { oldestZone } from './oldest-zone.js';

/** Chooses a zone; the value is its id. As long as nothing is chosen, the zone that the console takes then is shown. */
@Component({
  selector: 'sf-zone-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [VisiblePipe],
  template: `
    <select aria-label="Zone" [disabled]="disabled()" (change)="choose($event)">
      @if (blank(); as blank) {
        <option value="" [selected]="value() === ''">{{ blank }}</option>
      }
      @for (zone of zones(); track zone.id) {
        <option [value]="zone.id" [selected]="zone.id === shown()">{{ zone.name | visible }}</option>
      }
    </select>
  `,
})
export class ZonePicker implements FormValueControl<string> {
  readonly value = model('');
  readonly disabled = input(false);
  readonly zones = input.required<readonly Zone[]>();
  /** What stands for no choice, where one has to be made. */
  readonly blank = input<string>();
  protected readonly shown = computed(() => this.value() || (this.blank() ? '' : oldestZone(this.zones())?.id));

  protected choose(event: Event): void {
    this.value.set((event.target as HTMLSelectElement).value);
  }
}
