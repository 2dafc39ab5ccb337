/** Every kind of background job with its payload: ids only, the table holds the rest. */
export interface Jobs {
  /** Bytes of a report wait to be ingested. */
  'ingest-report': { reportId: string };
  /** A report is settled: seal it as an artifact. */
  'seal-report': { reportId: string };
  /** The first stage of a scan found something for the second. */
  'feed-stage': { scanId: string };
}
export type JobName = keyof Jobs;

/** Names of all jobs at run time: the console does not start while one of them has no handler. */
export const jobNames = ['ingest-report', 'seal-report', 'feed-stage'] as const satisfies readonly JobName[];

/**
 * The doorbell. Jobs may run twice or, when the queue's store is lost, not at all; so each handler begins by asking the
 * table whether there is work, and each kind of work has a sweep (`every`) that finds what was forgotten.
 */
export abstract class JobQueue {
  /** Rings for one thing. Ringing again while a job for the same `id` waits changes nothing; while one runs, it runs once more. */
  abstract ring<Name extends JobName>(name: Name, payload: Jobs[Name], id: string): Promise<void>;
  /** Registers the one handler of a kind of job; call it in a module's constructor or onModuleInit. */
  abstract handle<Name extends JobName>(name: Name, handler: (payload: Jobs[Name]) => Promise<void>): void;
  /** Runs `task` about every `seconds` in one of the consoles that work, never twice at once in one process. */
  abstract every(name: string, seconds: number, task: () => Promise<void>): void;
}
