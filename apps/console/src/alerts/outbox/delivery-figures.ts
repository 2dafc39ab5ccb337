import { Injectable } from '@nestjs/common';
import type { ChannelKind } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import type { Verdict } from './delivery-book.js';

/** Figures of deliveries for Prometheus. */
@Injectable()
export class DeliveryFigures {
  private readonly attempts;

  constructor(metrics: Metrics, database: Database) {
    this.attempts = metrics.counter(
      'scanfleet_alert_deliveries_total',
      'Attempts of this console to deliver alerts, by kind of channel and by what became of the delivery',
      ['channel_kind', 'outcome'],
    );
    metrics.gauge('scanfleet_alert_deliveries', {
      help: 'Deliveries of alerts that wait to be tried, and dead ones',
      label: 'state',
      read: async () => {
        const [row] = await database.query<{ waiting: number; dead: number }>(
          `SELECT (SELECT count(*)::int FROM alert_delivery WHERE state = 'waiting') AS waiting,
             (SELECT count(*)::int FROM alert_delivery WHERE state = 'dead') AS dead`,
        );
        return { waiting: row?.waiting ?? 0, dead: row?.dead ?? 0 };
      },
    });
    metrics.gauge('scanfleet_alert_oldest_delivery_seconds', {
      help: 'Age of the oldest delivery of an alert that waits to be tried; 0 when there is none',
      read: async () => {
        const [row] = await database.query<{ seconds: number }>(
          `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS seconds
           FROM alert_delivery WHERE state = 'waiting'`,
        );
        return { value: row?.seconds ?? 0 };
      },
    });
  }

  tried(kind: ChannelKind, outcome: Verdict): void {
    this.attempts.inc({ channel_kind: kind, outcome });
  }
}
