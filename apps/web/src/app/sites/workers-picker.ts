import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import type { Engine, EnginePool, Reference } from '@scanfleet/contracts';
import { engineChoice } from '../engines/engine-choice.js';
import { OnlineEnginesPipe } from '../engine-pools/online-engines.js';
import { VisiblePipe } from '../text/pipes.js';

/** The value of the picker: a pool or an engine, or nothing for any engine of the zone. */
export function writeWorkers(chosen: { pool?: Reference | null; engine?: Reference | null }): string {
  if (chosen.pool) return `pool:${chosen.pool.id}`;
  return chosen.engine ? `engine:${chosen.engine.id}` : '';
}

/** The ids in a value that `writeWorkers` made. */
export function readWorkers(value: string): { poolId?: string; engineId?: string } {
  const [kind, id] = value.split(':');
  if (id === undefined) return {};
  return kind === 'pool' ? { poolId: id } : { engineId: id };
}

/** Chooses who does the work: any engine of the zone, a pool, or one engine. */
@Component({
  selector: 'sf-workers-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [OnlineEnginesPipe, VisiblePipe],
  template: `
    <select aria-label="Runs on" [disabled]="disabled()" (change)="choose($event)">
      <option value="" [selected]="value() === ''">Any engine of the zone</option>
      @if (pools().length > 0) {
        <optgroup label="Pools">
          @for (pool of pools(); track pool.id) {
            <option [value]="'pool:' + pool.id" [selected]="value() === 'pool:' + pool.id">
              {{ pool.name | visible }} ({{ pool.engines | onlineEngines }})
            </option>
          }
        </optgroup>
      }
      @if (choices().length > 0) {
        <optgroup label="One engine">
          @for (engine of choices(); track engine.id) {
            <option
              [value]="'engine:' + engine.id"
              [selected]="value() === 'engine:' + engine.id"
              [disabled]="engine.disabled"
            >
              {{ engine.label }}
            </option>
          }
        </optgroup>
      }
    </select>
  `,
})
export class WorkersPicker implements FormValueControl<string> {
  readonly value = model('');
  readonly disabled = input(false);
  readonly pools = input.required<readonly EnginePool[]>();
  readonly engines = input.required<readonly Engine[]>();
  protected readonly choices = computed(() => this.engines().map(engineChoice));

  protected choose(event: Event): void {
    this.value.set((event.target as HTMLSelectElement).value);
  }
}
