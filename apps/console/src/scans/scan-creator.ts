import { Injectable } from '@nestjs/common';
import type { CreateScanRequest } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { notFound } from '../platform/http/refusal.js';
import { ScanDrafter } from './scan-drafter.js';
import { ScanStore } from './scan-store.js';
import { SizeGuard } from './size-guard.js';

/** Turns the wish for a scan into a planned one. */
@Injectable()
export class ScanCreator {
  constructor(
    private readonly database: Database,
    private readonly drafter: ScanDrafter,
    private readonly guard: SizeGuard,
    private readonly store: ScanStore,
  ) {}

  /**
   * Plans a scan from what holds now, and commits it with all its shards or not at all.
   * @param createdBy name of who asks.
   * @returns the scan's id.
   * @throws Refusal as `ScanDrafter.draft`; 409 `scan_too_large` for a large one that is not confirmed.
   */
  async create(request: CreateScanRequest, createdBy: string): Promise<string> {
    const draft = await this.drafter.draft(request);
    if (!request.confirmLarge) this.guard.check(draft, request.maxRate);
    const { priority, randomised, maxRate = null, timeLimitMinutes } = request;
    const timeLimitSeconds = timeLimitMinutes === undefined ? null : timeLimitMinutes * 60;
    try {
      return await this.database.transaction((tx) =>
        this.store.create(tx, { ...draft, priority, randomised, maxRate, timeLimitSeconds, createdBy }),
      );
    } catch (error) {
      // What was looked at before the transaction may have been deleted since.
      const constraint = violatedConstraint(error);
      if (constraint === 'scan_site_id_fkey') throw notFound('site');
      if (constraint === 'scan_command_id_fkey') throw notFound('scan command');
      if (constraint === 'scan_pool_id_fkey') throw notFound('engine pool');
      throw error;
    }
  }
}
