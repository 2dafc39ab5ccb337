import { Injectable } from '@nestjs/common';
import { holdsScan } from '../blackouts/open-blackout.js';
import { Clock } from '../platform/clock/clock.js';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { conflict } from '../platform/http/refusal.js';
import { type OpenBlackout, sayBlackout } from './say-blackout.js';
import { ShardLedger } from './shard-ledger.js';

/** Knows what open blackouts mean for scans that somebody starts, resumes, tries again or looks at. */
@Injectable()
export class ScanBlackouts {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: ShardLedger,
  ) {}

  /** The open blackouts of these scans, of each scan the one that ends last; scans without one are not in it. */
  async open(at: Tx | Database, scanIds: readonly string[]): Promise<Map<string, OpenBlackout>> {
    if (scanIds.length === 0) return new Map();
    const rows = await at.query<OpenBlackout & { scanId: string }>(
      `SELECT DISTINCT ON (scan.id) scan.id AS "scanId", blackout.id, blackout.name, blackout.window_end AS until
       FROM scan JOIN blackout ON ${holdsScan('$2')} WHERE scan.id = ANY ($1::uuid[])
       ORDER BY scan.id, blackout.window_end DESC, blackout.id`,
      [scanIds, this.clock.now()],
    );
    return new Map(rows.map(({ scanId, ...blackout }) => [scanId, blackout]));
  }

  /** Pauses a scan that was just planned or queued again where a blackout is open. */
  async pauseNow(tx: Tx, scanId: string): Promise<void> {
    const blackout = (await this.open(tx, [scanId])).get(scanId);
    if (blackout) await this.ledger.pauseFor(tx, [scanId], blackout.id);
  }

  /** @throws Refusal 409 `blackout` when a scan can't be resumed because a blackout is open. */
  async refuseResume(tx: Tx, scanId: string): Promise<void> {
    const blackout = (await this.open(tx, [scanId])).get(scanId);
    if (!blackout) return;
    throw conflict(
      'blackout',
      `Nothing is scanned here during ${sayBlackout(blackout)}. Wait for its end, or disable or change the blackout.`,
    );
  }
}
