import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import type { Engine } from '@scanfleet/contracts';
import { visibleText } from '../text/visible-text.js';

/** Chooses an engine; the value is its id, or nothing for any of the zone. */
@Component({
  selector: 'sf-engine-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <select aria-label="Engine" [disabled]="disabled()" (change)="choose($event)">
      <option value="" [selected]="value() === ''">Any engine of the zone</option>
      @for (engine of choices(); track engine.id) {
        <option [value]="engine.id" [selected]="value() === engine.id" [disabled]="engine.disabled">
          {{ engine.label }}
        </option>
      }
    </select>
  `,
})
export class EnginePicker implements FormValueControl<string> {
  readonly value = model('');
  readonly disabled = input(false);
  readonly engines = input.required<readonly Engine[]>();

  protected readonly choices = computed(() =>
    this.engines().map((engine) => ({
      id: engine.id,
      disabled: !engine.enabled,
      label: `${visibleText(engine.name)} (${stateOf(engine)})`,
    })),
  );

  protected choose(event: Event): void {
    this.value.set((event.target as HTMLSelectElement).value);
  }
}

function stateOf(engine: Engine): string {
  if (!engine.enabled) return 'disabled';
  return engine.online ? 'online' : 'offline';
}
