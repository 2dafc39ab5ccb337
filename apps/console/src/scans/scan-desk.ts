import { Injectable } from '@nestjs/common';
import type { CreateScanRequest, Scan, ScanPreview, ScanPriority } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { ScanBlackouts } from './scan-blackouts.js';
import { ScanCreator } from './scan-creator.js';
import { ScanPreviewer } from './scan-preview.js';
import { ScanQueries } from './scan-queries.js';
import { ScanStore } from './scan-store.js';
import { ShardLedger } from './shard-ledger.js';

/** Takes callers' wishes about scans, and answers with what is there afterwards. */
@Injectable()
export class ScanDesk {
  constructor(
    private readonly database: Database,
    private readonly creator: ScanCreator,
    private readonly previewer: ScanPreviewer,
    private readonly ledger: ShardLedger,
    private readonly store: ScanStore,
    private readonly queries: ScanQueries,
    private readonly blackouts: ScanBlackouts,
  ) {}

  async create(wish: CreateScanRequest, by: string): Promise<Scan> {
    return this.queries.get(await this.creator.create(wish, by));
  }

  async preview(wish: CreateScanRequest): Promise<ScanPreview> {
    return this.previewer.preview(wish);
  }

  async prioritise(scanId: string, priority: ScanPriority): Promise<Scan> {
    return this.after(scanId, (tx) => this.store.prioritise(tx, scanId, priority));
  }

  async stop(scanId: string, by: string): Promise<Scan> {
    return this.after(scanId, (tx) => this.ledger.cancel(tx, scanId, by));
  }

  async pause(scanId: string): Promise<Scan> {
    return this.after(scanId, (tx) => this.ledger.pause(tx, scanId));
  }

  /** @throws Refusal 409 `blackout` while one is open; 404 and 409 as `ShardLedger.resume`. */
  async resume(scanId: string): Promise<Scan> {
    return this.after(scanId, async (tx) => {
      await this.ledger.resume(tx, scanId);
      await this.blackouts.refuseResume(tx, scanId);
    });
  }

  async retry(scanId: string): Promise<Scan> {
    return this.after(scanId, async (tx) => {
      await this.ledger.retry(tx, scanId);
      await this.blackouts.pauseNow(tx, scanId);
    });
  }

  async remove(scanId: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, scanId));
  }

  private async after(scanId: string, work: (tx: Tx) => Promise<void>): Promise<Scan> {
    await this.database.transaction(work);
    return this.queries.get(scanId);
  }
}
