import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Page, Schedule } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column, type ListedState } from '../design/list-table.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';
import { RunOutcome } from './run-outcome.js';
import { ScheduleActions } from './schedule-actions.js';

/** Schedules as rows, with what can be done to each. What stands between the tags shows when there are none. */
@Component({
  selector: 'sf-schedule-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, ListRow, ListTable, RouterLink, RunOutcome, VisiblePipe, When, Zoned],
  templateUrl: './schedule-table.html',
  styleUrl: './schedule-table.css',
})
export class ScheduleTable {
  readonly of = input.required<Loadable<Page<Schedule>>>();
  readonly list = input<ListedState>();
  readonly bars = input(8);
  /** Whether each row names its site; on the page of a site it is known. */
  readonly sites = input<'named' | 'known'>('named');
  protected readonly session = inject(Session);
  protected readonly actions = inject(ScheduleActions);

  protected readonly columns = computed<readonly Column[]>(() => [
    { name: 'Name', by: 'name' },
    ...(this.sites() === 'named' ? [{ name: 'Site', by: 'site' }] : []),
    { name: 'Runs' },
    { name: 'Next run', by: 'nextRunAt' },
    { name: 'Last run' },
    { name: 'Enabled', by: 'enabled' },
    ...(this.session.mayOperate() ? [{ name: 'Actions', kind: 'actions' as const }] : []),
  ]);

  /** The text that stands behind the words. */
  protected textOf({ recurrence: { cron, rules, start, zone } }: Schedule): string {
    return `${cron ?? (rules || start)} (${zone})`;
  }

  protected async act(deed: Promise<unknown>): Promise<void> {
    await deed;
    this.of().reload();
  }

  /** The switch shows what the console took, not what was pressed. */
  protected async turn(schedule: Schedule, control: HTMLInputElement): Promise<void> {
    const deed = control.checked ? this.actions.enable(schedule) : this.actions.disable(schedule);
    control.checked = schedule.enabled;
    await this.act(deed);
  }
}
