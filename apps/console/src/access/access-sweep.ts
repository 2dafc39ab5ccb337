import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { Sessions } from './sessions.js';
import { SignInBackOff } from './sign-in-back-off.js';

/** Deletes sessions that have expired and failed sign-ins that are forgotten. */
@Injectable()
export class AccessSweep {
  constructor(queue: JobQueue, database: Database, sessions: Sessions, backOff: SignInBackOff) {
    queue.every('forget-expired-access', 600, () =>
      database.transaction(async (tx) => {
        await sessions.sweep(tx);
        await backOff.sweep(tx);
      }),
    );
  }
}
