import {
  ChangeDetectionStrategy,
  Component,
  DOCUMENT,
  DestroyRef,
  computed,
  inject,
  input,
  signal,
} from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { schedulesApi, sitesApi, type RealtimeEvent } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { Zoned } from '../text/zoned.js';
import { ownTimeZone, zonedTime } from '../text/zoned-time.js';
import { CalendarDayList } from './calendar-day-list.js';
import {
  calendarDays,
  dayAfter,
  dayName,
  daysOfMonth,
  monthAfter,
  monthName,
  monthOf,
  startOfDay,
  type CalendarDay,
} from './calendar-grid.js';
import { DayDialog } from './day-dialog.js';
import { MonthGrid } from './month-grid.js';
import { ScheduleTabs } from './schedule-tabs.js';
import { siteHues } from './site-hues.js';
import { SiteSwatch } from './site-swatch.js';

const RELOADING: ReadonlySet<RealtimeEvent['type']> = new Set(['schedules_changed', 'blackouts_changed']);
/** Below this a grid of days has no room for names. */
const PHONE = '(width <= 640px)';

/** A month of runs and blackouts to come. What is shown is in the address bar. */
@Component({
  selector: 'sf-schedule-calendar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CalendarDayList,
    DayDialog,
    HostText,
    Icon,
    Loading,
    MonthGrid,
    PageHeader,
    RouterLink,
    ScheduleTabs,
    SiteSwatch,
    VisiblePipe,
    Zoned,
  ],
  templateUrl: './schedule-calendar.html',
  styleUrl: './schedule-calendar.css',
})
export class ScheduleCalendarPage {
  /** From the query. */
  readonly month = input<string>();
  /** `utc`, else the reader's own time. */
  readonly times = input<string>();
  /** Ids of what alone is shown. */
  readonly site = input<string>();
  readonly schedule = input<string>();
  private readonly route = inject(ActivatedRoute);
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);

  protected readonly own = ownTimeZone();
  protected readonly zone = computed(() => (this.times() === 'utc' ? 'UTC' : this.own));
  protected readonly today = computed(() => zonedTime(this.clock.now(), this.zone()).date);
  protected readonly shownMonth = computed(() => monthOf(this.month(), this.today()));
  protected readonly title = computed(() => monthName(this.shownMonth()));
  private readonly dates = computed(() => daysOfMonth(this.shownMonth()));
  protected readonly sites = load(sitesApi.list, () => ({ query: { page_size: 500 } }));
  /** What alone is shown. */
  protected readonly chosen = load(schedulesApi.get, () => {
    const scheduleId = this.schedule();
    return scheduleId === undefined ? undefined : { params: { scheduleId } };
  });
  protected readonly calendar = load(schedulesApi.calendar, () => {
    const [first = '', last = first] = [this.dates()[0], this.dates().at(-1)];
    return {
      query: {
        from: startOfDay(first, this.zone()).toISOString(),
        until: startOfDay(dayAfter(last, 1), this.zone()).toISOString(),
        site_id: this.site(),
        schedule_id: this.schedule(),
        zone: this.zone(),
      },
    };
  });

  protected readonly days = computed(() =>
    calendarDays(this.calendar.value() ?? { runs: [], blackouts: [], cutAt: null }, this.dates(), this.zone()),
  );
  /** Days of the month that have something, for the list of a phone. */
  protected readonly fullDays = computed(() =>
    this.days()
      .filter(
        (day) =>
          day.date.startsWith(this.shownMonth()) &&
          (day.runs.length + day.blackouts.length > 0 || day.missing === 'some'),
      )
      .map((day) => ({ ...day, name: dayName(day.date) })),
  );
  protected readonly hues = computed(() => siteHues(this.calendar.value()?.runs ?? []));
  protected readonly legend = computed(() => {
    const names = new Map((this.calendar.value()?.runs ?? []).map((run) => [run.site.id, run.site.name]));
    return [...this.hues()].map(([id, hue]) => ({ id, hue, name: names.get(id) ?? '' }));
  });
  protected readonly collisions = computed(() => this.days().reduce((sum, day) => sum + day.collisions, 0));
  protected readonly isPhone = signal(false);
  protected readonly openDay = signal<string | undefined>(undefined);
  protected readonly shownDay = computed(() => this.days().find((day) => day.date === this.openDay()));

  constructor() {
    reloadOn((event) => RELOADING.has(event.type), this.calendar);
    const media = inject(DOCUMENT).defaultView?.matchMedia(PHONE);
    const follow = (): void => this.isPhone.set(media?.matches === true);
    follow();
    media?.addEventListener('change', follow);
    inject(DestroyRef).onDestroy(() => media?.removeEventListener('change', follow));
  }

  protected step(months: number): void {
    this.go({ month: monthAfter(`${this.shownMonth()}-01`, months).slice(0, 7) });
  }

  protected open(day: CalendarDay): void {
    this.openDay.set(day.date);
  }

  protected valueOf(event: Event): string | null {
    return (event.target as HTMLSelectElement).value || null;
  }

  /** Shows something else; null is the usual. */
  protected go(query: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: query,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
