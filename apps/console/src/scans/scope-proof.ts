import { Injectable } from '@nestjs/common';
import type { ScanVerdict, ScopeCertificate, ShardRun } from '@scanfleet/contracts';
import { formatAddress, parseAddress } from '@scanfleet/targets';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { ExclusionsNow } from './exclusions-now.js';
import { scanVerdictOf } from './scan-verdict.js';
import { scopeCertificateOf } from './scope-certificate.js';
import { provenRuns, provenScan, provenShards } from './scope-facts.js';

/** Answers what a scan was to probe, what it was not, and what it did, from the ledger. */
@Injectable()
export class ScopeProof {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly exclusions: ExclusionsNow,
  ) {}

  /**
   * Why an address is in or out of a scan, and which leases had it.
   * @throws Refusal 404 `scan_not_found`; 422 `invalid_address` for text that is no address.
   */
  async why(scanId: string, text: string): Promise<ScanVerdict> {
    const scan = await provenScan(this.database, scanId);
    const address = parseAddress(text);
    if (!address) {
      const message = 'address is not an IPv4 or IPv6 address; write one such as 10.0.0.1 or 2001:db8::1.';
      throw invalid(message, [{ path: 'address', message, token: text }], 'invalid_address');
    }
    const seen = await this.database.query<{ at: Date }>(
      `SELECT observed_at AS at FROM observation WHERE scan_id = $1 AND address = $2::inet`,
      [scanId, formatAddress(address)],
    );
    const { lines, stray } = await this.exclusions.scopeOf(this.database, scan, scan.zoneId);
    return scanVerdictOf(address, {
      scan,
      shards: await provenShards(this.database, scanId),
      runs: await provenRuns(this.database, { scanId }),
      linesNow: lines,
      stray,
      observedAt: seen[0]?.at ?? null,
    });
  }

  /** @throws Refusal 404 `scan_not_found`. */
  async certificate(scanId: string): Promise<ScopeCertificate> {
    // The three looks must not fall on both sides of a lease.
    return this.database.transaction(async (tx) => {
      await tx.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY`);
      const [scan, shards] = [await provenScan(tx, scanId), await provenShards(tx, scanId)];
      return scopeCertificateOf({ scan, shards, runs: await provenRuns(tx, { scanId }) }, this.clock.now());
    });
  }

  /** @throws Refusal 404 `shard_not_found`. */
  async runs({ scanId, shardId }: { scanId: string; shardId: string }): Promise<{ data: ShardRun[] }> {
    const known = await this.database.query(`SELECT FROM shard WHERE id = $1 AND scan_id = $2`, [shardId, scanId]);
    if (known.length === 0) throw notFound('shard');
    const runs = await provenRuns(this.database, { scanId, shardId });
    return {
      data: runs.map((run) => ({
        epoch: run.epoch,
        engine: { id: run.engineId, name: run.engine },
        addressCount: run.addresses,
        manifestHash: run.manifestHash,
        leasedAt: run.leasedAt.toISOString(),
        startedAt: run.startedAt && run.startedAt.toISOString(),
        endedAt: run.endedAt && run.endedAt.toISOString(),
        outcome: run.outcome,
        reason: run.reason,
        detail: run.detail,
      })),
    };
  }
}
