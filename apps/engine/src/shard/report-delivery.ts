import type { Logger } from '@scanfleet/logging';
import type { Clock } from '../clock.js';
import { BackOff } from '../console/back-off.js';
import type { ConsoleClient } from '../console/console-client.js';
import { ConsoleRefused } from '../console/console-error.js';
import { keepTrying } from '../console/keep-trying.js';
import type { SpoolEntry } from '../spool/spool-entry.js';
import { wait } from '../wait.js';

/** New bytes are looked for this often: the most that a host waits on the engine before it goes to the console. */
const LOOK_EVERY_MS = 200;
/** Below the protocol's 4 MiB, because a chunk is held in memory. */
const CHUNK_BYTES = 1024 * 1024;

export type DeliveryResult = 'finished' | 'lost';

/**
 * Brings one report to the console: bytes while they are written, then how it ended. The console owns the offset: whatever it says
 * it has is where the next bytes come from, so that a repeated chunk, a gap and a restart are all the same case.
 */
export class ReportDelivery {
  private offset = 0;
  private readonly backOff: BackOff;

  constructor(
    private readonly parts: {
      client: ConsoleClient;
      entry: SpoolEntry;
      clock: Clock;
      log: Logger;
      signal: AbortSignal;
      /** Sees each byte of the report once, in order. */
      onBytes?: (bytes: Uint8Array) => void;
    },
  ) {
    this.backOff = new BackOff({ firstMs: 250, mostMs: 15_000, clock: parts.clock });
  }

  /** Sends until the writer has ended and the console has every byte. */
  async follow(writerEnded: AbortSignal): Promise<'complete' | 'lost'> {
    for (;;) {
      // Asked before the size: what is written after the answer "ended" does not exist.
      const ended = writerEnded.aborted;
      const size = await this.parts.entry.reportSize();
      if (this.offset < size) {
        if ((await this.sendNext(size)) === 'lost') return 'lost';
      } else if (ended) {
        return 'complete';
      } else {
        await this.pause(writerEnded);
      }
    }
  }

  /** Tells how the shard ended, after what may still be missing. The outcome must be in the spool. */
  async finish(): Promise<DeliveryResult> {
    const { client, entry } = this.parts;
    const { outcome, epoch } = entry.meta;
    if (!outcome) throw new Error('a shard without outcome cannot be finished');
    for (;;) {
      if ((await this.follow(AbortSignal.abort())) === 'lost') return 'lost';
      const request = { epoch, outcome, ...(await entry.hashReport()) };
      const result = await this.keepTrying(() => client.finish(entry.meta, request, this.parts.signal));
      if (result.kind !== 'rewind') return result.kind;
      this.rewind(result.offset, request.reportBytes);
    }
  }

  private async sendNext(size: number): Promise<'sent' | 'lost'> {
    const { client, entry, signal } = this.parts;
    const { offset } = this;
    const bytes = await entry.readReport(offset, Math.min(CHUNK_BYTES, size - offset));
    const chunk = { offset, format: entry.meta.format, bytes };
    const result = await this.keepTrying(() => client.report(entry.meta, chunk, signal));
    if (result.kind === 'lost') return 'lost';
    if (result.kind === 'rewind') {
      this.rewind(result.offset, size);
    } else if (result.offset > offset && result.offset <= size) {
      this.onNewBytes(offset, bytes);
      this.offset = result.offset;
    } else {
      throw new ConsoleRefused(409, 'bad_offset', `the console says that it has ${result.offset} of ${size} bytes`);
    }
    return 'sent';
  }

  private seen = 0;
  private onNewBytes(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.byteLength;
    if (end > this.seen) this.parts.onBytes?.(bytes.subarray(Math.max(0, this.seen - offset)));
    this.seen = Math.max(this.seen, end);
  }

  private rewind(wanted: number, size: number): void {
    if (wanted > size || wanted === this.offset) {
      throw new ConsoleRefused(409, 'bad_offset', `the console wants byte ${wanted} of ${size}, after ${this.offset}`);
    }
    this.parts.log.warn('the console wants other bytes of the report', { sent: this.offset, wanted });
    this.offset = wanted;
  }

  private async pause(writerEnded: AbortSignal): Promise<void> {
    const { signal } = this.parts;
    await wait(LOOK_EVERY_MS, [writerEnded, signal]);
    signal.throwIfAborted();
  }

  private keepTrying<T>(action: () => Promise<T>): Promise<T> {
    const { signal, log } = this.parts;
    const onFailure = (error: unknown): void => log.debug('report not delivered yet', { error });
    return keepTrying(action, { signal, backOff: this.backOff, onFailure });
  }
}
