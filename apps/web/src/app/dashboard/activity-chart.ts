import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Dashboard } from '@scanfleet/contracts';

type Day = Dashboard['activity'][number];

const WIDTH = 420;
const HEIGHT = 132;
const FLOOR = 106;
const TOP = 14;
const BAR = 30;

/** Ended scans of the last seven days: completed ones upon failed ones. */
@Component({
  selector: 'sf-activity-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './activity-chart.html',
  styleUrl: './activity-chart.css',
})
export class ActivityChart {
  readonly days = input.required<readonly Day[]>();

  protected readonly viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  protected readonly width = WIDTH;
  protected readonly floor = FLOOR;
  protected readonly barWidth = BAR;
  private readonly ceiling = computed(() =>
    niceCeiling(Math.max(1, ...this.days().map((day) => day.completed + day.failed))),
  );

  protected readonly lines = computed(() =>
    [0.5, 1].map((part) => ({ y: FLOOR - part * (FLOOR - TOP), label: String(this.ceiling() * part) })),
  );
  protected readonly bars = computed(() => {
    const step = (WIDTH - 30) / Math.max(1, this.days().length);
    const height = (count: number): number => (count / this.ceiling()) * (FLOOR - TOP);
    return this.days().map((day, index) => ({
      day: day.day,
      label: weekday(day.day),
      total: day.completed + day.failed,
      x: 30 + index * step + (step - BAR) / 2,
      middle: 30 + index * step + step / 2,
      failed: { y: FLOOR - height(day.failed), height: height(day.failed) },
      completed: { y: FLOOR - height(day.failed) - height(day.completed), height: height(day.completed) },
    }));
  });
  /** The same for those who can't see it. */
  protected readonly words = computed(() =>
    this.days()
      .map((day) => `${day.day}: ${day.completed} completed, ${day.failed} failed`)
      .join('; '),
  );
}

/** Smallest even number of one leading digit that is no less, so that half of it is a number too. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 4, 6, 8, 10].map((step) => step * power);
  return Math.max(2, steps.find((step) => step >= value && step % 2 === 0) ?? 10 * power);
}

function weekday(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
}
