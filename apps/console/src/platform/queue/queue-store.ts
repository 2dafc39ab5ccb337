import { createPostgresBackend, type Processor, Queue, withBackend, Worker } from 'bullmq';
import type { Config } from '../config/config.js';

const onPostgres = withBackend(createPostgresBackend);

export interface JobRecord {
  payload: Record<string, string>;
}
/** A queue, whichever store is behind it. */
export type AnyQueue = Queue<JobRecord, void> | InstanceType<typeof onPostgres.Queue<JobRecord, void>>;
export type AnyWorker = Worker<JobRecord, void> | InstanceType<typeof onPostgres.Worker<JobRecord, void>>;

/** Makes queues and workers on Redis when there is one, on Postgres otherwise (BullMQ keeps its own schema `bullmq` there). */
export interface QueueStore {
  readonly kind: 'redis' | 'postgres';
  queue(): AnyQueue;
  worker(processor: Processor<JobRecord, void>): AnyWorker;
}

const QUEUE = 'jobs';

export function queueStore(config: Config): QueueStore {
  const work = {
    autorun: false,
    concurrency: config.workerConcurrency,
    // A worker that died is found out about after this long, and its jobs run again.
    lockDuration: 30_000,
    stalledInterval: 15_000,
    // Crashing workers must not use up a job's life: the table decides when work is given up.
    maxStalledCount: 1_000,
  };
  if (config.redisUrl !== null) {
    const url = config.redisUrl;
    const prefix = config.queuePrefix;
    return {
      kind: 'redis',
      queue: () => new Queue<JobRecord, void>(QUEUE, { connection: { url, maxRetriesPerRequest: 2 }, prefix }),
      worker: (processor) =>
        new Worker<JobRecord, void>(QUEUE, processor, {
          ...work,
          prefix,
          connection: { url, maxRetriesPerRequest: null },
        }),
    };
  }
  const connection = {
    connectionString: config.databaseUrl,
    application_name: 'scanfleet-queue',
    max: 3,
    migrate: true,
  };
  return {
    kind: 'postgres',
    queue: () => new onPostgres.Queue<JobRecord, void>(QUEUE, { connection: { ...connection } }),
    worker: (processor) =>
      new onPostgres.Worker<JobRecord, void>(QUEUE, processor, { ...work, connection: { ...connection } }),
  };
}
