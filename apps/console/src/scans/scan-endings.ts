import { Injectable } from '@nestjs/common';
import type { ScanState } from '@scanfleet/contracts';
import type { Tx } from '../platform/database/tx.js';

/** How a scan has ended. */
export interface ScanEnding {
  readonly scanId: string;
  /** One of those that end a scan. */
  readonly state: ScanState;
  /** Completed, but with failed shards. */
  readonly partial: boolean;
}

type AtEnd = (tx: Tx, ending: ScanEnding) => Promise<void>;

/**
 * What others do at the end of a scan, in the transaction in which it ends: whoever sees the end sees it done, and it is
 * done as often as the scan ends. They are called with the scan and shards of it locked, and may lock hosts, which come last.
 */
@Injectable()
export class ScanEndings {
  private readonly work: AtEnd[] = [];

  /** Registers what is to be done; at start, once. */
  handle(work: AtEnd): void {
    this.work.push(work);
  }

  /** Called by whoever moves a scan to its end. */
  async ended(tx: Tx, ending: ScanEnding): Promise<void> {
    for (const work of this.work) await work(tx, ending);
  }
}
