import type { Logger } from '@scanfleet/logging';
import type { Clock } from '../clock.js';
import type { ConsoleClient, ShardLeaseId } from '../console/console-client.js';
import { isSameProcess, signalGroup } from '../process/process-identity.js';
import { ReportDelivery } from '../shard/report-delivery.js';
import { wait } from '../wait.js';
import type { SpoolEntry } from './spool-entry.js';

/** Reports that an earlier run of this engine did not get to the console, because it was killed or the console was away. */
export class Leftovers {
  private readonly waiting: Set<SpoolEntry>;

  constructor(entries: readonly SpoolEntry[]) {
    this.waiting = new Set(entries);
  }

  held(): ShardLeaseId[] {
    return [...this.waiting].map(({ meta: { shardId, epoch } }) => ({ shardId, epoch }));
  }

  /**
   * Ends scanners that outlived their engine and writes down how their shards ended. Comes before anything else at start, so that
   * no scanner runs without an engine that can be told to stop it.
   */
  async endScanners(log: Logger, signal: AbortSignal): Promise<void> {
    for (const entry of this.waiting) {
      const { scanner, outcome, shardId, epoch } = entry.meta;
      if (outcome) continue;
      if (scanner && isSameProcess(scanner)) {
        log.warn('a scanner of an earlier run is still there and is killed', { shardId, epoch, pid: scanner.pid });
        signalGroup(scanner.pid, 'SIGKILL');
        while (isSameProcess(scanner) && !signal.aborted) await wait(20, [signal]);
      }
      await entry.recordOutcome({
        kind: 'failed',
        reason: 'engine_stopping',
        detail: 'the engine ended while the scanner ran',
        exitCode: null,
        signal: null,
        stderrTail: '',
      });
    }
  }

  /** Delivers all of them, side by side with the engine's other work. What the console does not want is removed. */
  async deliver(parts: { client: ConsoleClient; clock: Clock; log: Logger; signal: AbortSignal }): Promise<void> {
    await Promise.all([...this.waiting].map((entry) => this.deliverOne(entry, parts)));
  }

  private async deliverOne(
    entry: SpoolEntry,
    { log, signal, ...parts }: { client: ConsoleClient; clock: Clock; log: Logger; signal: AbortSignal },
  ): Promise<void> {
    const { shardId, epoch } = entry.meta;
    try {
      const result = await new ReportDelivery({ ...parts, entry, log, signal }).finish();
      log.info('report of an earlier run dealt with', { shardId, epoch, result });
    } catch (error) {
      if (signal.aborted) return;
      log.error('report of an earlier run is refused and dropped', { shardId, epoch, error });
    }
    await entry.remove();
    this.waiting.delete(entry);
  }
}
