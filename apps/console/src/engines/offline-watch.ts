import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { EngineRegistry } from './engine-registry.js';

/** Seconds between two looks for engines that went silent. */
const LOOK_SECONDS = 15;

/** Tells browsers of engines that went offline: nobody else notices a silence. */
@Injectable()
export class OfflineWatch {
  constructor(queue: JobQueue, database: Database, registry: EngineRegistry) {
    queue.every('announce-offline-engines', LOOK_SECONDS, () =>
      database.transaction((tx) => registry.announceOffline(tx)),
    );
  }
}
