import { createHash } from 'node:crypto';
import type { ScopeCertificate } from '@scanfleet/contracts';
import { AddressSet } from '@scanfleet/targets';
import { canonicalJson, type Json } from './canonical-json.js';
import { mayHaveProbed, outcomeOf, type ProvenRun, type ProvenScan, type ProvenShard } from './scope-facts.js';

/**
 * Writes down what a scan was allowed to probe, what it was not and what it did. Pure.
 * @returns the certificate with the SHA-256 (hex) of its canonical JSON (RFC 8785) without the hash itself.
 */
export function scopeCertificateOf(
  { scan, shards, runs }: { scan: ProvenScan; shards: readonly ProvenShard[]; runs: readonly ProvenRun[] },
  issuedAt: Date,
): ScopeCertificate {
  const planned = AddressSet.parse(scan.addressSet);
  const { covered, dropped, open } = outcomeOf(planned, shards);
  const probed = AddressSet.uniteAll(runs.filter(mayHaveProbed).map(({ leasedSet }) => AddressSet.parse(leasedSet)));
  const certificate = {
    kind: 'scanfleet-scope-certificate' as const,
    version: 1 as const,
    scanId: scan.id,
    site: scan.siteName,
    zone: scan.zoneName,
    command: {
      name: scan.commandName,
      scanner: scan.scanner,
      options: scan.optionsText,
      followUp: scan.followUpText,
    },
    state: scan.state,
    partial: scan.partial,
    createdBy: scan.createdBy,
    createdAt: scan.createdAt.toISOString(),
    startedAt: text(scan.startedAt),
    finishedAt: text(scan.finishedAt),
    issuedAt: issuedAt.toISOString(),
    targets: scan.plan.targets,
    exclusions: scan.plan.excluded.map(({ target, scope, reason }) => ({ target, scope, reason })),
    resolvedNames: scan.plan.resolvedNames.map(({ name, addresses, error }) => ({ name, addresses, error })),
    planned: certified(planned),
    excluded: certified(AddressSet.parse(scan.excludedSet)),
    dropped: certified(dropped),
    probed: certified(probed),
    covered: certified(covered),
    open: certified(open),
    refusedAddresses: scan.refusedAddresses,
    runs: runs.map((run) => ({
      shard: run.shard,
      stage: run.stage,
      epoch: run.epoch,
      engine: run.engine,
      manifestHash: run.manifestHash,
      addresses: run.addresses,
      leasedAt: run.leasedAt.toISOString(),
      startedAt: text(run.startedAt),
      endedAt: text(run.endedAt),
      outcome: run.outcome,
      reportSha256: run.reportSha256,
    })),
  };
  return { ...certificate, sha256: certificateHash(certificate) };
}

/** The hash that a certificate without its `sha256` has. */
export function certificateHash(certificate: Json): string {
  return sha256(canonicalJson(certificate));
}

function certified(set: AddressSet): { addresses: string; set: string; sha256: string } {
  const written = set.toString();
  return { addresses: set.count().toString(), set: written, sha256: sha256(written) };
}

function sha256(written: string): string {
  return createHash('sha256').update(written).digest('hex');
}

function text(at: Date | null): string | null {
  return at && at.toISOString();
}
