import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Exclusion, Page } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column, type ListedState } from '../design/list-table.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ExclusionActions } from './exclusion-actions.js';
import { ExclusionDialog } from './exclusion-dialog.js';

const COLUMNS: readonly Column[] = [
  { name: 'Target', by: 'target' },
  { name: 'Holds for', by: 'scope' },
  { name: 'State' },
  { name: 'Reason' },
  { name: 'By' },
  { name: 'Added', by: 'createdAt' },
  { name: 'Expires', by: 'expiresAt' },
];

/** Exclusions as rows, with what can be done to each. What stands between the tags shows when there are none. */
@Component({
  selector: 'sf-exclusion-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExclusionDialog, HostText, Icon, ListRow, ListTable, RouterLink, VisiblePipe, When],
  templateUrl: './exclusion-table.html',
})
export class ExclusionTable {
  readonly of = input.required<Loadable<Page<Exclusion>>>();
  readonly list = input<ListedState>();
  readonly bars = input(8);
  protected readonly session = inject(Session);
  protected readonly actions = inject(ExclusionActions);
  protected readonly edited = signal<Exclusion | undefined>(undefined);
  protected readonly columns = computed<readonly Column[]>(() =>
    this.session.mayOperate() ? [...COLUMNS, { name: 'Actions', kind: 'actions' }] : COLUMNS,
  );

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.of().reload();
  }

  protected finishEditing(outcome: 'saved' | 'left'): void {
    this.edited.set(undefined);
    if (outcome === 'saved') this.of().reload();
  }
}
