/** States of a scan. `partial` is not a state: it is `completed` with failed shards, said openly by a flag. */
export const ScanState = {
  Planned: 'planned',
  Running: 'running',
  Paused: 'paused',
  Completed: 'completed',
  Cancelled: 'cancelled',
  Failed: 'failed',
} as const;
export type ScanState = (typeof ScanState)[keyof typeof ScanState];

/** States of a shard. */
export const ShardState = {
  Queued: 'queued',
  Leased: 'leased',
  Scanning: 'scanning',
  Delivered: 'delivered',
  Paused: 'paused',
  Cancelled: 'cancelled',
  Failed: 'failed',
} as const;
export type ShardState = (typeof ShardState)[keyof typeof ShardState];

export const scanTransitions: Readonly<Record<ScanState, readonly ScanState[]>> = {
  planned: ['running', 'paused', 'cancelled', 'failed'],
  running: ['paused', 'completed', 'cancelled', 'failed'],
  paused: ['planned', 'running', 'cancelled'],
  // Failed shards of an ended scan may be tried again.
  completed: ['running'],
  cancelled: [],
  failed: ['planned', 'running'],
};

export const shardTransitions: Readonly<Record<ShardState, readonly ShardState[]>> = {
  // All that was left of it has been excluded: delivered with what it covered before.
  queued: ['leased', 'delivered', 'paused', 'cancelled', 'failed'],
  leased: ['scanning', 'queued', 'delivered', 'paused', 'cancelled', 'failed'],
  scanning: ['delivered', 'queued', 'paused', 'cancelled', 'failed'],
  delivered: [],
  paused: ['queued', 'delivered', 'cancelled'],
  cancelled: [],
  failed: ['queued'],
};

/** Why a shard failed or was given back; a closed list that engines and console share. */
export const FailureReason = {
  ScannerMissing: 'scanner_missing',
  ScannerFailed: 'scanner_failed',
  ScannerKilled: 'scanner_killed',
  ScannerTimedOut: 'scanner_timed_out',
  /** It reached the limit of memory or file size that its engine sets. */
  ScannerLimit: 'scanner_limit',
  OutsidePolicy: 'outside_policy',
  OptionRefused: 'option_refused',
  NeedsPrivilege: 'needs_privilege',
  NothingToScan: 'nothing_to_scan',
  ReportRefused: 'report_refused',
  LeaseLost: 'lease_lost',
  EngineStopping: 'engine_stopping',
  DiskFull: 'disk_full',
  ManifestInvalid: 'manifest_invalid',
  TooManyAttempts: 'too_many_attempts',
} as const;
export type FailureReason = (typeof FailureReason)[keyof typeof FailureReason];
