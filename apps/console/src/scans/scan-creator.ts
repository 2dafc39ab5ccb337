import { Injectable } from '@nestjs/common';
import type { CreateScanRequest } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { notFound } from '../platform/http/refusal.js';
import type { PlannedCommand } from '../scan-commands/scan-command-store.js';
import { ScanBlackouts } from './scan-blackouts.js';
import { type ScanDraft, ScanDrafter } from './scan-drafter.js';
import type { ScanOrigin } from './scan-rows.js';
import { ScanStore } from './scan-store.js';
import { SizeGuard } from './size-guard.js';

/** A scan that is planned and not stored: drafting asks DNS, so it is no part of a transaction. */
export interface DraftedScan {
  readonly request: CreateScanRequest;
  readonly draft: ScanDraft;
}

/** By whom and why a scan is made. */
export interface ScanAuthor {
  /** Name of who asks. */
  readonly name: string;
  readonly origin: ScanOrigin;
  readonly schedule?: { readonly id: string; readonly name: string };
}

/** Turns the wish for a scan into a planned one. */
@Injectable()
export class ScanCreator {
  constructor(
    private readonly database: Database,
    private readonly drafter: ScanDrafter,
    private readonly guard: SizeGuard,
    private readonly store: ScanStore,
    private readonly blackouts: ScanBlackouts,
  ) {}

  /**
   * Plans a scan from what holds now, and commits it with all its shards or not at all.
   * @param createdBy name of who asks.
   * @returns the scan's id.
   * @throws Refusal as `ScanDrafter.draft`; 409 `scan_too_large` for a large one that is not confirmed.
   */
  async create(request: CreateScanRequest, createdBy: string): Promise<string> {
    const drafted = await this.draft(request);
    return this.database.transaction((tx) => this.keep(tx, drafted, { name: createdBy, origin: 'person' }));
  }

  /**
   * Plans a scan without storing it.
   * @param command runs instead of the one that the request or its site names.
   * @throws Refusal as `create`.
   */
  async draft(request: CreateScanRequest, command?: PlannedCommand): Promise<DraftedScan> {
    const draft = await this.drafter.draft(request, command);
    if (!request.confirmLarge) this.guard.check(draft, request.maxRate);
    return { request, draft };
  }

  /**
   * Stores a planned scan with its shards. In a blackout it is paused from the beginning.
   * @returns its id.
   * @throws Refusal 404 for what the draft names and was deleted since; the transaction is lost then.
   */
  async keep(tx: Tx, { request, draft }: DraftedScan, author: ScanAuthor): Promise<string> {
    const { priority, randomised, maxRate = null, timeLimitMinutes, liveHostsOnly } = request;
    try {
      const id = await this.store.create(tx, {
        ...draft,
        priority,
        randomised,
        maxRate,
        liveHostsOnly,
        timeLimitSeconds: timeLimitMinutes === undefined ? null : timeLimitMinutes * 60,
        createdBy: author.name,
        origin: author.origin,
        schedule: author.schedule ?? null,
      });
      await this.blackouts.pauseNow(tx, id);
      return id;
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
