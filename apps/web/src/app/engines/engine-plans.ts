import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { blackoutsApi, schedulesApi, type RealtimeEvent } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { BlackoutTable } from '../blackouts/blackout-table.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ScheduleTable } from '../schedules/schedule-table.js';

const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set(['schedules_changed', 'scan_changed']);

/** The schedules whose scans only this engine may do, and its own blackouts. */
@Component({
  selector: 'sf-engine-plans',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BlackoutTable, ScheduleTable],
  template: `
    <section class="section" aria-labelledby="engine-schedules">
      <h2 id="engine-schedules">Schedules <small>pinned to it</small></h2>
      <sf-schedule-table [of]="schedules" [bars]="2"><p class="dim">None.</p></sf-schedule-table>
    </section>
    <section class="section" aria-labelledby="engine-blackouts">
      <h2 id="engine-blackouts">Blackouts <small>of this engine alone</small></h2>
      <sf-blackout-table [of]="blackouts" [bars]="2"><p class="dim">None.</p></sf-blackout-table>
    </section>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-l);
    }
  `,
})
export class EnginePlans {
  readonly engineId = input.required<string>();
  protected readonly schedules = load(schedulesApi.list, () => ({
    query: { engine_id: this.engineId(), sort_by: 'nextRunAt' as const, page_size: 100 },
  }));
  protected readonly blackouts = load(blackoutsApi.list, () => ({
    query: { engine_id: this.engineId(), sort_by: 'windowStart' as const, page_size: 100 },
  }));

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.schedules);
    reloadOn((event) => event.type === 'blackouts_changed', this.blackouts);
  }
}
