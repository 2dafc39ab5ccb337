import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { PlannedRun } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { plannedRows } from './planned-rows.js';

/** Runs to come in their own zone: where clocks are changed, and what each would meet. */
@Component({
  selector: 'sf-planned-runs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink, When],
  template: `
    <ol aria-label="Next runs">
      @for (row of rows(); track row.run.at) {
        <li>
          <span class="moment">
            <time [attr.datetime]="row.run.at"
              ><span class="dim">{{ row.local.day }}</span> {{ row.local.date }} {{ row.local.time }}
              <span class="dim">{{ row.local.offset }}</span></time
            >
            <span class="dim"><sf-when [at]="row.run.at" /></span>
          </span>
          @if (row.shift) {
            <span class="meets shift"><sf-icon name="clock" />clocks change, {{ row.shift }}</span>
          }
          @for (blackout of row.run.blackouts; track blackout.id) {
            <span class="meets"
              ><sf-icon name="blackouts" /><span>in the blackout <sf-text [value]="blackout.name" /></span
            ></span>
          }
          @if (row.run.collidesWith.length > 0) {
            <span class="meets"
              ><sf-icon name="warning" /><span
                >would meet
                @for (other of row.run.collidesWith; track other.id; let last = $last) {
                  <a [routerLink]="['/schedules', other.id]"><sf-text [value]="other.name" /></a>{{ last ? '' : ', ' }}
                }
              </span></span
            >
          }
        </li>
      } @empty {
        <li class="dim">No run is to come.</li>
      }
    </ol>
  `,
  styles: `
    ol {
      display: grid;
    }
    li {
      padding: 3px 0;
      overflow-wrap: anywhere;
    }
    li + li {
      border-top: 1px solid var(--line);
    }
    .moment {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      gap: 0 var(--gap-m);
    }
    .meets {
      display: flex;
      gap: 6px;
      color: var(--warn);
    }
    .meets.shift {
      color: var(--live);
    }
    .meets sf-icon {
      margin-top: 2px;
    }
  `,
})
export class PlannedRuns {
  readonly runs = input.required<readonly PlannedRun[]>();
  protected readonly rows = computed(() => plannedRows(this.runs()));
}
