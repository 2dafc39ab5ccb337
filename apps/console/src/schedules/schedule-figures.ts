import { Injectable } from '@nestjs/common';
import type { SkipReason } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { Metrics } from '../platform/metrics/metrics.js';

/** Figures of schedules for Prometheus. */
@Injectable()
export class ScheduleFigures {
  private readonly runs;

  constructor(metrics: Metrics, database: Database, clock: Clock) {
    this.runs = metrics.counter(
      'scanfleet_schedule_runs_total',
      'Occurrences of schedules that this console decided about, by what became of them and why',
      ['outcome', 'reason'],
    );
    metrics.gauge('scanfleet_schedule_lateness_seconds', {
      help: 'For how long the schedule that waits longest to be looked at has been waiting; 0 when none is overdue',
      read: async () => {
        const now = clock.now();
        const [row] = await database.query<{ first: Date | null }>(
          `SELECT min(look_at) AS first FROM schedule WHERE look_at <= $1`,
          [now],
        );
        return { value: row?.first ? (now.getTime() - row.first.getTime()) / 1000 : 0 };
      },
    });
  }

  /** Counts a run once its transaction is committed. */
  ran(tx: Tx, outcome: 'queued' | 'started'): void {
    tx.afterCommit(() => this.runs.inc({ outcome, reason: '' }));
  }

  /** Counts skipped occurrences once their transaction is committed. */
  skipped(tx: Tx, reason: SkipReason, count: number): void {
    tx.afterCommit(() => this.runs.inc({ outcome: 'skipped', reason }, count));
  }
}
