import * as z from 'zod';
import { bigCount, packetRate, reference, timestamp, uuid } from './primitives.js';
import { scannerName } from './scan-commands.js';
import { FailureReason, ScanState, ShardState } from './states.js';
import { targetText } from './sites.js';

export const scanState = z.enum(ScanState);
export const shardState = z.enum(ShardState);
export const failureReason = z.enum(FailureReason);

/** How many leases a scan gets beside others: high before normal before low, and none ever starves. */
export const ScanPriority = { Low: 'low', Normal: 'normal', High: 'high' } as const;
export type ScanPriority = (typeof ScanPriority)[keyof typeof ScanPriority];
export const scanPriority = z.enum(ScanPriority);

/** One stage of a scan: the first looks at the plan, the second at what the first found. */
export const stageProgress = z.object({
  stage: z.number().int(),
  scanner: scannerName,
  options: z.string(),
  plannedAddresses: bigCount,
  addressesDone: bigCount,
  percent: z.number().min(0).max(100),
  shardCount: z.number().int(),
  shardsEnded: z.number().int(),
});
export type StageProgress = z.infer<typeof stageProgress>;

export const scanProgress = z.object({
  /** 0 to 100, from coverage and the scanners' own statistics. */
  percent: z.number().min(0).max(100),
  addressesDone: bigCount,
  hostsUp: z.number().int(),
  hostsDown: z.number().int(),
  openPorts: z.number().int(),
  /** When the scanners expect to end; null while unknown. */
  estimatedEndAt: timestamp.nullable(),
});
export type ScanProgress = z.infer<typeof scanProgress>;

export const scanSummary = z.object({
  id: uuid,
  state: scanState,
  /** Completed, but with failed shards. */
  partial: z.boolean(),
  /** Why it failed, was cancelled or is partial, in a sentence. */
  reason: z.string().nullable(),
  site: reference.nullable(),
  zone: reference,
  command: z.object({ id: uuid.nullable(), name: z.string(), scanner: scannerName, options: z.string() }),
  engine: reference.nullable(),
  pool: reference.nullable(),
  priority: scanPriority,
  /** Packets a second of all its engines together, as asked for with the scan; null = only the site's budget holds. */
  maxRate: z.number().int().nullable(),
  randomised: z.boolean(),
  /** Options of the second stage; null for a scan of one. */
  followUp: z.string().nullable(),
  timeLimitMinutes: z.number().int().nullable(),
  targetSummary: z.string(),
  /** `person` asked for it, a `schedule` or an alert rule that looks a second time (`confirmation`). */
  origin: z.enum(['person', 'schedule', 'confirmation']),
  schedule: reference.nullable(),
  /** Only hosts that are known and not gone. */
  liveHostsOnly: z.boolean(),
  /** The blackout that holds it paused, and until when. */
  blackout: reference.extend({ until: timestamp }).nullable(),
  plannedAddresses: bigCount,
  shardCount: z.number().int(),
  progress: scanProgress,
  /** What a scan that does not run waits for, in a sentence; null while it runs or has ended. */
  waitingFor: z.string().nullable(),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type ScanSummary = z.infer<typeof scanSummary>;

export const shard = z.object({
  id: uuid,
  number: z.number().int(),
  stage: z.number().int(),
  /** Masscan's own sharding, where several shards share the same addresses. */
  part: z.object({ index: z.number().int(), of: z.number().int() }).nullable(),
  state: shardState,
  epoch: z.number().int(),
  attempts: z.number().int(),
  engine: reference.nullable(),
  addressCount: bigCount,
  addressesDone: bigCount,
  /** Addresses that were excluded after planning and are not waited for. */
  addressesDropped: bigCount,
  /** Packets a second that its present lease may send. */
  maxRate: z.number().int().nullable(),
  percent: z.number(),
  reason: failureReason.nullable(),
  /** The reason in a sentence. */
  detail: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  stderrTail: z.string().nullable(),
  /** The argv that the engine ran. */
  argv: z.array(z.string()).nullable(),
  /** What the engine did differently from what was asked, such as connect instead of SYN. */
  notes: z.array(z.string()),
  reportBytes: z.number().int(),
  leaseExpiresAt: timestamp.nullable(),
  waitingFor: z.string().nullable(),
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
});
export type Shard = z.infer<typeof shard>;

/** One lease of a shard. */
export const shardRun = z.object({
  epoch: z.number().int(),
  engine: reference,
  addressCount: bigCount,
  manifestHash: z.string(),
  leasedAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
  outcome: z.enum(['completed', 'stopped', 'failed', 'refused', 'lost']).nullable(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
});
export type ShardRun = z.infer<typeof shardRun>;

export const resolvedName = z.object({
  name: z.string(),
  addresses: z.array(z.string()),
  error: z.string().nullable(),
});

/** A scan with the snapshot it was planned from. */
export const scan = scanSummary.extend({
  targets: z.array(z.string()),
  excluded: z.array(z.object({ target: z.string(), scope: z.string(), reason: z.string() })),
  excludedAddresses: bigCount,
  /** Planned, but excluded later and so not scanned. */
  droppedAddresses: bigCount,
  /** About how many probes it was planned to send. */
  plannedProbes: z.string(),
  stages: z.array(stageProgress),
  resolvedNames: z.array(resolvedName),
  /** Canonical address set that was planned. */
  addressSet: z.string(),
  /** Addresses that a report named although they were not in the manifest; none of them was taken. */
  refusedAddresses: z.number().int(),
  problems: z.array(z.string()),
  shards: z.array(shard),
});
export type Scan = z.infer<typeof scan>;

/** Starts a scan of a site or of targets given here; exactly one of `siteId` and `targets`. */
export const createScanRequest = z
  .object({
    siteId: uuid.optional(),
    targets: targetText.optional(),
    zoneId: uuid.optional(),
    commandId: uuid.optional(),
    /** Only this engine; or only engines of this pool; one of both. */
    engineId: uuid.optional(),
    poolId: uuid.optional(),
    priority: scanPriority.default(ScanPriority.Normal),
    /** Packets a second of all its engines together. */
    maxRate: packetRate.optional(),
    /** Addresses in random order: shards are handed out so, and nmap shuffles within them (masscan always does). */
    randomised: z.boolean().default(false),
    /** Of the site's addresses, only hosts that are known and not gone. */
    liveHostsOnly: z.boolean().default(false),
    /** The scan is stopped after so long; what it found is kept. */
    timeLimitMinutes: z.number().int().min(1, 'must be at least 1').max(100_000, 'must be at most 100000').optional(),
    /** Says yes to a scan above the size guard, whose refusal `scan_too_large` gives the estimate. */
    confirmLarge: z.boolean().default(false),
  })
  .strict()
  .refine((request) => request.engineId === undefined || request.poolId === undefined, {
    message: 'give either engineId or poolId',
    path: ['poolId'],
  })
  .refine((request) => (request.siteId === undefined) !== (request.targets === undefined), {
    message: 'give either siteId or targets',
    path: ['targets'],
  });
export type CreateScanRequest = z.output<typeof createScanRequest>;

/** What a scan would be, without starting it. */
export const scanPreview = z.object({
  targetSummary: z.string(),
  plannedAddresses: bigCount,
  excludedAddresses: bigCount,
  shardCount: z.number().int(),
  plannedProbes: z.string(),
  /** About how long it takes with the engines that are online now; null when none can take it. */
  estimatedSeconds: z.number().nullable(),
  /** Slots of engines that are online and could work on it. */
  slots: z.number().int(),
  /** Whether it is above the size guard and must be confirmed. */
  large: z.boolean(),
  command: z.object({ id: uuid.nullable(), name: z.string(), scanner: scannerName, options: z.string() }),
  followUp: z.string().nullable(),
  resolvedNames: z.array(resolvedName),
  problems: z.array(z.string()),
});
export type ScanPreview = z.infer<typeof scanPreview>;

export const updateScanRequest = z.object({ priority: scanPriority }).strict();

/** Why an address is in or out of a scan, and what was done to it. */
export const scanVerdict = z.object({
  address: z.string(),
  included: z.boolean(),
  /** Sentences for people. */
  explanation: z.string(),
  targets: z.array(z.string()),
  exclusions: z.array(z.object({ target: z.string(), scope: z.string(), reason: z.string() })),
  probes: z.array(
    z.object({
      shard: z.number().int(),
      stage: z.number().int(),
      epoch: z.number().int(),
      engine: z.string(),
      leasedAt: timestamp,
      startedAt: timestamp.nullable(),
      endedAt: timestamp.nullable(),
      outcome: z.string().nullable(),
      /** Whether this run covered the address, as far as is known. */
      covered: z.boolean(),
    }),
  ),
  /** Whether a report tells of the address to the end. */
  covered: z.boolean(),
  observedAt: timestamp.nullable(),
});
export type ScanVerdict = z.infer<typeof scanVerdict>;

/** A canonical address set with its size and SHA-256 (hex) of its text. */
export const certifiedSet = z.object({ addresses: bigCount, set: z.string(), sha256: z.string() });
/** What a scan was allowed to probe, what it was not, and what it did: to be kept by those who must prove it. */
export const scopeCertificate = z.object({
  kind: z.literal('scanfleet-scope-certificate'),
  version: z.literal(1),
  scanId: uuid,
  site: z.string().nullable(),
  zone: z.string(),
  command: z.object({ name: z.string(), scanner: scannerName, options: z.string(), followUp: z.string().nullable() }),
  state: scanState,
  partial: z.boolean(),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
  issuedAt: timestamp,
  targets: z.array(z.string()),
  exclusions: z.array(z.object({ target: z.string(), scope: z.string(), reason: z.string() })),
  resolvedNames: z.array(resolvedName),
  planned: certifiedSet,
  excluded: certifiedSet,
  /** Excluded after planning. */
  dropped: certifiedSet,
  /** Everything that was ever in the manifest of a lease under which a scanner was started. */
  probed: certifiedSet,
  covered: certifiedSet,
  /** Planned, neither covered nor dropped. */
  open: certifiedSet,
  /** Records of addresses outside of their manifests that were refused. */
  refusedAddresses: z.number().int(),
  runs: z.array(
    z.object({
      shard: z.number().int(),
      stage: z.number().int(),
      epoch: z.number().int(),
      engine: z.string(),
      manifestHash: z.string(),
      addresses: bigCount,
      leasedAt: timestamp,
      startedAt: timestamp.nullable(),
      endedAt: timestamp.nullable(),
      outcome: z.string().nullable(),
      reportSha256: z.string().nullable(),
    }),
  ),
  /** SHA-256 (hex) of this document's canonical JSON (RFC 8785) without this field. */
  sha256: z.string(),
});
export type ScopeCertificate = z.infer<typeof scopeCertificate>;

/** Formats of a merged report. */
export const MergedFormat = { Xml: 'xml', Grepable: 'grepable', Normal: 'normal', Json: 'json', List: 'list' } as const;
export type MergedFormat = (typeof MergedFormat)[keyof typeof MergedFormat];

/** One host of a scan's results. */
export const scanResult = z.object({
  hostId: z.string().nullable(),
  address: z.string(),
  status: z.enum(['up', 'down', 'unknown']),
  names: z.array(z.string()),
  vendor: z.string().nullable(),
  os: z.string().nullable(),
  openPorts: z.array(
    z.object({
      protocol: z.string(),
      port: z.number().int(),
      service: z.string().nullable(),
      product: z.string().nullable(),
    }),
  ),
  timedOut: z.boolean(),
  durationSeconds: z.number().nullable(),
  observedAt: timestamp,
});
export type ScanResult = z.infer<typeof scanResult>;
