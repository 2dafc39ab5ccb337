import type { Job } from 'bullmq';
import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import type { AppLogger } from '../logging/app-logger.js';
import { JobQueue, jobNames, type JobName, type Jobs } from './job-queue.js';
import { type AnyQueue, type AnyWorker, type JobRecord, queueStore } from './queue-store.js';
import { Sweeps } from './sweeps.js';

type Handler = (payload: never) => Promise<void>;

/** The job queue on BullMQ, in Redis or in Postgres. */
export class BullJobQueue extends JobQueue {
  private readonly queue: AnyQueue;
  private readonly handlers = new Map<JobName, Handler>();
  private readonly sweeps: Sweeps;
  private worker: AnyWorker | undefined;

  constructor(
    private readonly config: Config,
    database: Database,
    private readonly logger: AppLogger,
  ) {
    super();
    this.sweeps = new Sweeps(database, logger);
    this.queue = queueStore(config).queue();
    // Errors of the connection: BullMQ renews it.
    this.queue.on('error', (error: Error) => logger.warn('the job queue does not answer', { error: error.message }));
  }

  override async ring<Name extends JobName>(name: Name, payload: Jobs[Name], id: string): Promise<void> {
    try {
      await this.queue.add(
        name,
        { payload },
        {
          // At most one job for an id waits; one that is asked for while another runs is made when that one ends.
          deduplication: { id: `${name}-${id}`, keepLastIfActive: true },
          attempts: 5,
          backoff: { type: 'exponential', delay: 1000 },
          removeOnComplete: true,
          removeOnFail: true,
        },
      );
    } catch (error) {
      // The table still holds the work, and its sweep finds it.
      this.logger.warn('a job could not be queued', { job: name, id, error });
    }
  }

  override handle<Name extends JobName>(name: Name, handler: (payload: Jobs[Name]) => Promise<void>): void {
    if (this.handlers.has(name)) throw new Error(`the job "${name}" has two handlers`);
    this.handlers.set(name, handler);
  }

  override every(name: string, seconds: number, task: () => Promise<void>): void {
    this.sweeps.add(name, seconds, task);
  }

  /**
   * Connects and, where this process works, begins to work.
   * @throws Error when a kind of job has no handler.
   */
  async open(): Promise<void> {
    await this.queue.waitUntilReady();
    if (!this.config.worksJobs) return;
    const missing = jobNames.filter((name) => !this.handlers.has(name));
    if (missing.length > 0) throw new Error(`no handler for ${missing.join(', ')}`);
    this.worker = queueStore(this.config).worker((job) => this.run(job));
    this.worker.on('error', (error: Error) => this.logger.warn('the worker has no queue', { error: error.message }));
    this.worker.on('failed', (job: Job | undefined, error: Error) => this.noteFailure(job, error));
    await this.worker.waitUntilReady();
    // Ends when the worker is closed; its errors come as events.
    this.worker.run().catch((error: unknown) => this.logger.error('the worker ended', { error }));
    this.sweeps.start();
  }

  /** Jobs by state, for health and metrics. */
  async counts(): Promise<Record<'waiting' | 'active' | 'delayed', number>> {
    const counts = await this.queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
    return {
      waiting: (counts['waiting'] ?? 0) + (counts['prioritized'] ?? 0),
      active: counts['active'] ?? 0,
      delayed: counts['delayed'] ?? 0,
    };
  }

  /** Lets running jobs and sweeps end and begins no new ones; ringing still works. */
  async stopWorking(): Promise<void> {
    await Promise.all([this.sweeps.stop(), this.worker?.close()]);
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.stopWorking();
    await this.queue.close();
  }

  private async run(job: Job<JobRecord, void>): Promise<void> {
    const handler = this.handlers.get(job.name as JobName);
    // A newer console may have queued it: it stays for those who know it until its attempts are used up.
    if (!handler) throw new Error(`this console does not know the job "${job.name}"`);
    await handler(job.data.payload as never);
  }

  private noteFailure(job: Job | undefined, error: Error): void {
    const last = job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1);
    const fields = { job: job?.name, payload: job?.data, attempt: job?.attemptsMade, error };
    if (last) this.logger.error('a job failed for good', fields);
    else this.logger.warn('a job failed and will be tried again', fields);
  }
}
