import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scheduleRunListQuery, schedulesApi } from '@scanfleet/contracts';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { reloadOn } from '../realtime/reload-on.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';
import { RunOutcome } from './run-outcome.js';
import { occurrencesWords } from './run-words.js';

const COLUMNS: readonly Column[] = [
  { name: 'Due', by: 'occurrenceAt' },
  { name: 'What became of it' },
  { name: 'Decided' },
];
const OUTCOMES = ['started', 'queued', 'skipped'] as const;

/** What became of each occurrence of a schedule; those that were skipped together are one row. */
@Component({
  selector: 'sf-schedule-runs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ListRow, ListTable, RouterLink, RunOutcome, When, Zoned],
  template: `
    <section class="section" aria-labelledby="runs-title">
      <h2 id="runs-title">
        What became of each occurrence
        <small><a routerLink="/scans" [queryParams]="{ site_id: siteId() }">Scans of its site</a></small>
      </h2>
      <div class="filters">
        <select aria-label="Outcome" (change)="list.filter({ outcome: outcomeOf($event) })">
          <option value="" [selected]="!list.query().outcome">Every outcome</option>
          @for (outcome of outcomes; track outcome) {
            <option [value]="outcome" [selected]="list.query().outcome === outcome">{{ outcome }}</option>
          }
        </select>
      </div>
      <sf-list-table noun="run" opens="nothing" [of]="runs" [list]="list" [columns]="columns" [bars]="5">
        <ng-template [sfRowOf]="runs" let-run>
          <tr>
            <td class="narrow head">
              <span class="due">
                @if (run.occurrences > 1) {
                  <span>{{ occurrences(run.occurrences) }} from</span>
                  <sf-zoned [at]="run.occurrenceAt" [zone]="zone()" />
                  <span>to</span>
                  <sf-zoned [at]="run.lastOccurrenceAt" [zone]="zone()" />
                } @else {
                  <sf-zoned [at]="run.occurrenceAt" [zone]="zone()" />
                }
                @if (run.kind === 'manual') {
                  <span class="tag">run now</span>
                }
              </span>
            </td>
            <td data-label="Became">
              <span><sf-run-outcome detail="full" [run]="run" /></span>
            </td>
            <td class="narrow dim" data-label="Decided"><sf-when [at]="run.decidedAt" /></td>
          </tr>
        </ng-template>
        <p class="dim">Nothing was due yet.</p>
      </sf-list-table>
    </section>
  `,
  styles: `
    .due {
      display: inline-flex;
      flex-wrap: wrap;
      gap: 0 0.6ch;
    }
    .due .tag {
      margin: 0;
    }
  `,
})
export class ScheduleRuns {
  readonly scheduleId = input.required<string>();
  readonly siteId = input.required<string>();
  readonly zone = input.required<string>();
  protected readonly columns = COLUMNS;
  protected readonly outcomes = OUTCOMES;
  protected readonly occurrences = occurrencesWords;
  protected readonly list = listState(scheduleRunListQuery);
  protected readonly runs = load(schedulesApi.runs, () => ({
    params: { scheduleId: this.scheduleId() },
    query: this.list.query(),
  }));

  constructor() {
    reloadOn((event) => event.type === 'schedules_changed' || event.type === 'scan_changed', this.runs);
  }

  protected outcomeOf(event: Event): (typeof OUTCOMES)[number] | undefined {
    return OUTCOMES.find((outcome) => outcome === (event.target as HTMLSelectElement).value);
  }
}
