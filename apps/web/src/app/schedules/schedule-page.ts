import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { scanCommandsApi, schedulesApi, sitesApi, type RealtimeEvent, type Schedule } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { wholeMinutes } from '../scans/scan-words.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';
import { PlannedRuns } from './planned-runs.js';
import { againstWords, jitterWords, missedPolicies, overlapPolicies } from './run-words.js';
import { ScheduleActions } from './schedule-actions.js';
import { ScheduleRuns } from './schedule-runs.js';

const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set([
  'schedules_changed',
  'scan_changed',
  'blackouts_changed',
]);

/** A schedule: what it does and when, its next runs, and what became of each occurrence. */
@Component({
  selector: 'sf-schedule-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, Icon, Loading, PageHeader, PlannedRuns, RouterLink, ScheduleRuns, When, Zoned],
  templateUrl: './schedule-page.html',
})
export class SchedulePage {
  /** From the path. */
  readonly scheduleId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly actions = inject(ScheduleActions);
  private readonly router = inject(Router);

  protected readonly schedule = load(schedulesApi.get, () => ({ params: { scheduleId: this.scheduleId() } }));
  protected readonly next = load(schedulesApi.nextRun, () => ({ params: { scheduleId: this.scheduleId() } }));
  /** Asked only where the schedule names no command. */
  private readonly site = load(sitesApi.get, () => {
    const schedule = this.schedule.value();
    return schedule?.command === null ? { params: { siteId: schedule.site.id } } : undefined;
  });
  private readonly commands = load(scanCommandsApi.list, () =>
    this.site.value()?.defaultCommand === null ? { query: { page_size: 500 } } : undefined,
  );
  /** The command of a schedule that names none, and why. */
  protected readonly usual = computed(() => {
    const own = this.site.value()?.defaultCommand;
    if (own) return { command: own, why: 'the site\u2019s own' };
    const command = this.commands.value()?.data.find(({ usual }) => usual);
    return command && { command, why: 'the usual one, for its site names none' };
  });
  protected readonly isBusy = computed(() => this.actions.busy() === this.scheduleId());
  /** Facts that are chosen from a list, in words. */
  protected readonly words = computed(() => {
    const schedule = this.schedule.value();
    if (schedule === undefined) return undefined;
    return {
      against: againstWords[schedule.against],
      jitter: jitterWords(schedule.jitterSeconds),
      missed: missedPolicies.find((policy) => policy.value === schedule.missed),
      overlap: overlapPolicies.find((policy) => policy.value === schedule.overlap),
      timeLimit: schedule.timeLimitMinutes === null ? undefined : wholeMinutes(schedule.timeLimitMinutes),
      start: schedule.recurrence.start.replace('T', ' '),
    };
  });

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.schedule, this.next);
  }

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.schedule.reload();
    this.next.reload();
  }

  protected async remove(schedule: Schedule): Promise<void> {
    if (await this.actions.remove(schedule)) await this.router.navigateByUrl('/schedules');
  }
}
