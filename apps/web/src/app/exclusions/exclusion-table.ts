import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Exclusion } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import type { ListQuery, ListState } from '../api/list-state.js';
import { Icon } from '../design/icon.js';
import { SortHeader } from '../design/sort-header.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { ExclusionActions } from './exclusion-actions.js';

/** Exclusions as rows, with what can be done to each. */
@Component({
  selector: 'sf-exclusion-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink, SortHeader, When],
  templateUrl: './exclusion-table.html',
})
export class ExclusionTable {
  readonly exclusions = input.required<readonly Exclusion[]>();
  readonly list = input<Pick<ListState<ListQuery>, 'query' | 'sortBy'>>();
  /** Something was done to one of them. */
  readonly changed = output<void>();
  protected readonly session = inject(Session);
  protected readonly actions = inject(ExclusionActions);

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.changed.emit();
  }
}
