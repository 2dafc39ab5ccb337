import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { alertDeliveriesApi, blackoutsApi, schedulesApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { reloadOn } from '../realtime/reload-on.js';
import { skipWords } from '../schedules/run-words.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe } from '../text/pipes.js';
import { When } from '../text/when.js';

const NEXT = 4;
const LATELY_MS = 7 * 86_400_000;

/** What runs next, and what of schedules, blackouts and alerts wants a look. */
@Component({
  selector: 'sf-plans-and-alerts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, HostText, Icon, Loading, RouterLink, When],
  templateUrl: './plans-and-alerts.html',
  styleUrl: './plans-and-alerts.css',
})
export class PlansAndAlerts {
  private readonly clock = inject(Clock);
  /** Those that run next; of these it is said, too, which were skipped the last time. */
  protected readonly schedules = load(schedulesApi.list, () => ({
    query: { sort_by: 'nextRunAt' as const, enabled: 'true' as const, ended: 'false' as const, page_size: 100 },
  }));
  protected readonly blackouts = load(blackoutsApi.list, () => ({
    query: { sort_by: 'windowStart' as const, page_size: 100 },
  }));
  protected readonly dead = load(alertDeliveriesApi.list, () => ({
    query: { state: 'dead' as const, page_size: 1 },
  }));

  protected readonly next = computed(() =>
    (this.schedules.value()?.data ?? []).filter(({ nextRunAt }) => nextRunAt !== null).slice(0, NEXT),
  );
  protected readonly skipped = computed(() => {
    const since = this.clock.now() - LATELY_MS;
    const found = (this.schedules.value()?.data ?? []).flatMap(({ id, name, lastRun }) =>
      lastRun?.outcome === 'skipped' && Date.parse(lastRun.decidedAt) >= since
        ? [{ id, name, at: lastRun.decidedAt, why: lastRun.reason === null ? '' : skipWords[lastRun.reason] }]
        : [],
    );
    return { shown: found.slice(0, NEXT), more: Math.max(found.length - NEXT, 0) };
  });
  protected readonly open = computed(() => (this.blackouts.value()?.data ?? []).filter(({ active }) => active));
  protected readonly deadCount = computed(() => this.dead.value()?.pagination.total ?? 0);
  protected readonly isQuiet = computed(
    () =>
      [this.schedules, this.blackouts, this.dead].every((each) => each.value() !== undefined) &&
      this.open().length + this.skipped().shown.length + this.deadCount() === 0,
  );

  constructor() {
    reloadOn((event) => event.type === 'schedules_changed', this.schedules);
    reloadOn((event) => event.type === 'blackouts_changed', this.blackouts);
    reloadOn((event) => event.type === 'alerts_changed', this.dead);
  }
}
