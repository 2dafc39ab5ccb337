import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { weekdays } from '../recurrence/weekdays.js';
import { Icon } from '../design/icon.js';
import { countOf, formatCount } from '../text/format-count.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { dayAfter, dayName, monthAfter, monthName, type CalendarDay, type DayRun } from './calendar-grid.js';
import { manyRunsWords, missingWords, runCountWords } from './run-words.js';
import { SiteSwatch } from './site-swatch.js';

const SHOWN = 4;

/** What the keys do to a day; 0 is Monday. */
const STEPS: Readonly<Record<string, (date: string, weekday: number) => string>> = {
  ArrowLeft: (date) => dayAfter(date, -1),
  ArrowRight: (date) => dayAfter(date, 1),
  ArrowUp: (date) => dayAfter(date, -7),
  ArrowDown: (date) => dayAfter(date, 7),
  Home: (date, weekday) => dayAfter(date, -weekday),
  End: (date, weekday) => dayAfter(date, 6 - weekday),
  PageUp: (date) => monthAfter(date, -1),
  PageDown: (date) => monthAfter(date, 1),
};

/**
 * A month as a grid of days, Monday first. One day is in the order of Tab; arrows walk by day and week, Home and End to
 * the ends of the week, Page Up and Page Down by month, Enter opens a day.
 */
@Component({
  selector: 'sf-month-grid',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink, SiteSwatch, VisiblePipe],
  templateUrl: './month-grid.html',
  styleUrl: './month-grid.css',
  host: { '(keydown)': 'walk($event)' },
})
export class MonthGrid {
  readonly month = input.required<string>();
  readonly days = input.required<readonly CalendarDay[]>();
  readonly today = input.required<string>();
  readonly hues = input.required<ReadonlyMap<string, number>>();
  readonly opened = output<CalendarDay>();
  /** A day of another month is walked to. */
  readonly monthWanted = output<string>();
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly injector = inject(Injector);
  /** The keyboard walked: the day takes the focus once it is there. */
  private isWalking = false;

  protected readonly weekdays = weekdays;
  protected readonly title = computed(() => monthName(this.month()));
  protected readonly current = linkedSignal<string, string>({
    source: this.month,
    computation: (month, before) => {
      if (before?.value.startsWith(month)) return before.value;
      return this.today().startsWith(month) ? this.today() : `${month}-01`;
    },
  });
  protected readonly weeks = computed(() => {
    const days = this.days().map((day) => {
      const shown = day.runs.length > SHOWN ? SHOWN - 1 : SHOWN;
      const hidden = day.runs.slice(shown);
      return {
        ...day,
        number: Number(day.date.slice(8)),
        label: labelOf(day),
        entries: day.runs.slice(0, shown),
        more: hidden.length,
        moreMeets: hidden.some((run) => run.collidesWith.length + run.blackouts.length > 0),
        isOutside: !day.date.startsWith(this.month()),
        isToday: day.date === this.today(),
        note: missingWords[day.missing],
        day,
      };
    });
    return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
  });

  constructor() {
    effect(() => {
      const date = this.current();
      const isShown = this.days().some((day) => day.date === date);
      if (!this.isWalking || !isShown || !date.startsWith(this.month())) return;
      this.isWalking = false;
      afterNextRender(
        () => this.host.querySelector<HTMLElement>(`[data-date="${date}"]`)?.focus({ preventScroll: true }),
        { injector: this.injector },
      );
    });
  }

  protected walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const weekday = this.days().findIndex((day) => day.date === this.current()) % 7;
    const next = step(this.current(), Math.max(weekday, 0));
    this.isWalking = true;
    this.current.set(next);
    if (!next.startsWith(this.month())) this.monthWanted.emit(next.slice(0, 7));
  }

  protected open(day: CalendarDay): void {
    this.current.set(day.date);
    this.opened.emit(day);
  }

  /** When a run begins; of many, how many there are. */
  protected whenOf({ count, time }: DayRun): string {
    if (count === 1) return time;
    return count === null ? 'many' : `${formatCount(count)}×`;
  }

  protected titleOf(run: DayRun): string {
    const meets = run.collidesWith.map((other) => other.name).join(', ');
    const blackouts = run.blackouts.map((blackout) => blackout.name).join(', ');
    return [
      `${run.count !== 1 ? `${manyRunsWords(run)}:` : run.time} ${run.schedule.name}, ${run.site.name}`,
      blackouts && `in the blackout ${blackouts}`,
      meets && `would meet ${meets}`,
      !run.enabled && 'disabled',
    ]
      .filter((line) => line !== '' && line !== false)
      .join('; ');
  }
}

function labelOf(day: CalendarDay): string {
  return [
    dayName(day.date),
    day.missing !== 'all' && runCountWords(day.count),
    day.missing !== 'none' && missingWords[day.missing],
    day.collisions > 0 && `${countOf(day.collisions, 'run')} would meet another`,
    day.blackouts.length > 0 && countOf(day.blackouts.length, 'blackout'),
  ]
    .filter((part) => part !== false)
    .join(', ');
}
