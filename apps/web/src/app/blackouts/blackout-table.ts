import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Blackout, Page } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column, type ListedState } from '../design/list-table.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, VisiblePipe } from '../text/pipes.js';
import { BlackoutActions } from './blackout-actions.js';
import { BlackoutState } from './blackout-state.js';

const COLUMNS: readonly Column[] = [
  { name: 'Name', by: 'name' },
  { name: 'Holds for', by: 'scope' },
  { name: 'When' },
  { name: 'State', by: 'windowStart' },
  { name: 'Paused' },
  { name: 'Reason' },
];

/** Blackouts as rows, with what can be done to each. What stands between the tags shows when there are none. */
@Component({
  selector: 'sf-blackout-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BlackoutState, CountOfPipe, HostText, Icon, ListRow, ListTable, RouterLink, VisiblePipe],
  templateUrl: './blackout-table.html',
  styles: `
    .words {
      min-width: 160px;
      overflow-wrap: anywhere;
    }
  `,
})
export class BlackoutTable {
  readonly of = input.required<Loadable<Page<Blackout>>>();
  readonly list = input<ListedState>();
  readonly bars = input(6);
  protected readonly session = inject(Session);
  protected readonly actions = inject(BlackoutActions);
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );

  /** The text that stands behind the words. */
  protected textOf({ recurrence: { cron, rules, start, zone } }: Blackout): string {
    return `${cron ?? (rules || start)} (${zone})`;
  }

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.of().reload();
  }
}
