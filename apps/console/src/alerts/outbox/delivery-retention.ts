import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { JobQueue } from '../../platform/queue/job-queue.js';

const KEEP_DAYS = 90;
/** Often enough for a console that is started anew each day. */
const SWEEP_SECONDS = 3600;
/** Messages that are deleted at once, so that no transaction lasts long. */
const BATCH = 1000;

/** Deletes messages that are old, with their deliveries and what was logged of them. */
@Injectable()
export class DeliveryRetention {
  constructor(
    queue: JobQueue,
    private readonly database: Database,
  ) {
    queue.every('forget-alert-messages', SWEEP_SECONDS, () => this.forget());
  }

  /** Goes on until none is left that is old enough. */
  async forget(): Promise<void> {
    for (;;) {
      const gone = await this.database.transaction((tx) =>
        tx.query(
          `DELETE FROM alert_message WHERE id IN (
             SELECT id FROM alert_message WHERE created_at < now() - make_interval(days => ${KEEP_DAYS})
             ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
           RETURNING id`,
        ),
      );
      if (gone.length < BATCH) return;
    }
  }
}
