import { Injectable } from '@nestjs/common';
import type { AlertMessage } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Metrics } from '../../platform/metrics/metrics.js';

/** Figures of alert rules for Prometheus. */
@Injectable()
export class AlertFigures {
  private readonly messages;

  constructor(metrics: Metrics, database: Database, clock: Clock) {
    this.messages = metrics.counter(
      'scanfleet_alert_messages_total',
      'Messages that this console has written, by kind',
      ['kind'],
    );
    metrics.gauge('scanfleet_alert_things_waiting', {
      help: 'What alert rules have to tell and do not tell yet: for a digest, for the end of quiet hours, for a second look',
      read: async () => {
        const [row] = await database.query<{ value: number }>(
          `SELECT (SELECT coalesce(sum(size), 0) FROM alert_item)::float8
             + (SELECT coalesce(sum(cardinality(change_ids)), 0) FROM alert_confirmation WHERE state <> 'done')::float8 AS value`,
        );
        return { value: row?.value ?? 0 };
      },
    });
    metrics.gauge('scanfleet_alert_oldest_event_seconds', {
      help: 'Age of the oldest event of a scan that alert rules have not looked at; 0 when there is none',
      read: async () => {
        const [row] = await database.query<{ first: Date | null }>(
          `SELECT at AS first FROM scan_event WHERE alerted_at IS NULL ORDER BY id LIMIT 1`,
        );
        return { value: row?.first ? Math.max(0, clock.now().getTime() - row.first.getTime()) / 1000 : 0 };
      },
    });
  }

  /** Counts a message once its transaction is committed. */
  written(tx: Tx, kind: AlertMessage['kind']): void {
    tx.afterCommit(() => this.messages.inc({ kind }));
  }
}
