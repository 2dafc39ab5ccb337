import { createHash } from 'node:crypto';
import type { Manifest, ScannerName, ScanOptionRecord } from '@scanfleet/contracts';
import type { AddressSet } from '@scanfleet/targets';
import { withRate } from './rate-budget.js';

/** Engines know `maxRate` since this protocol. */
const PROTOCOL_WITH_RATE = 2;

/** What a manifest is made of. */
export interface ManifestParts {
  readonly shard: {
    readonly id: string;
    readonly scanId: string;
    readonly epoch: number;
    readonly scanner: ScannerName;
  };
  readonly options: readonly ScanOptionRecord[];
  readonly addresses: AddressSet;
  readonly excluded: AddressSet;
  /** Packets a second; null = no budget. */
  readonly rate: number | null;
  /** Of the engine that gets it. */
  readonly protocol: number;
  readonly userAgent: string | null;
}

/** The manifest of a lease, as the engine that gets it understands it. */
export function manifestOf({
  shard,
  options,
  addresses,
  excluded,
  rate,
  protocol,
  userAgent,
}: ManifestParts): Manifest {
  const [addressSet, excludedSet] = [addresses.toString(), excluded.toString()];
  const knowsRate = protocol >= PROTOCOL_WITH_RATE;
  return {
    scanId: shard.scanId,
    shardId: shard.id,
    epoch: shard.epoch,
    scanner: shard.scanner,
    options: rate === null || knowsRate ? [...options] : withRate(shard.scanner, options, rate),
    addressSet,
    excludedSet,
    hash: createHash('sha256').update(`${addressSet}\n${excludedSet}`).digest('hex'),
    userAgent,
    timeLimitSeconds: null,
    // The same in every epoch, so that a repeated shard probes in the same order.
    seed: createHash('sha256').update(shard.id).digest().readUInt32BE(0),
    maxRate: knowsRate ? rate : null,
    part: null,
  };
}
