import { FailureReason, type ShardOutcome } from '@scanfleet/contracts';
import type { ShardWish } from './shard-row.js';

/** A shard that fails this often without covering anything new is set aside. */
export const MAX_ATTEMPTS = 5;
/** A shard that fails on so many engines without covering anything new is not tried on more of them. */
export const MAX_FAILING_ENGINES = 3;
/** A dead engine is seldom its shard's fault, so lost leases have a limit of their own: it stops a shard that kills engines. */
export const MAX_LOST_LEASES = 20;
/** Lost leases up to this number are made good at once. */
const FREE_LOSSES = 3;
/** Back-off before attempt n + 1, seconds: 5, 10, 20, ... up to five minutes, less up to half of it by chance. */
const FIRST_BACK_OFF_SECONDS = 5;
const LONGEST_BACK_OFF_SECONDS = 300;
/** What passes by itself: the engine is asked again after this many seconds. */
const DISK_FULL_SECONDS = 60;
const STOPPING_SECONDS = 5;

/** How the run of a shard under one lease ended, once its report is ingested to its end. */
export type RunEnd =
  { kind: 'lease_lost' } | { kind: 'outcome'; outcome: ShardOutcome; complete: boolean; refusal: string | null };

/** What is known of a shard's luck since it last covered something new, and the order that still holds. */
export interface RunCounts {
  readonly attempts: number;
  readonly lostLeases: number;
  readonly ordered: ShardWish | null;
  /** Names of the engines on which runs failed, the present one among them. */
  readonly failedOn: readonly string[];
}

export interface FailureNote {
  reason: FailureReason;
  detail: string;
}

/** What becomes of the shard. `again` and `stopped` are subject to an order that waits and to what is left to scan. */
export type AfterRun =
  | { kind: 'delivered' }
  | { kind: 'stopped' }
  | { kind: 'again'; note: FailureNote; attempts: number; lostLeases: number; waitSeconds: number }
  | { kind: 'given_back'; note: FailureNote }
  | { kind: 'failed'; note: FailureNote; attempts: number; lostLeases: number };

const givenBack: ReadonlySet<FailureReason> = new Set([
  FailureReason.ScannerMissing,
  FailureReason.OutsidePolicy,
  FailureReason.OptionRefused,
  FailureReason.NeedsPrivilege,
  FailureReason.ManifestInvalid,
  FailureReason.DiskFull,
  FailureReason.EngineStopping,
]);

/** Whether a reason speaks of the engine and not of the shard: another engine may well do it. */
export function isGivenBack(reason: FailureReason): boolean {
  return givenBack.has(reason);
}

/** Whether an engine says that it gave up because its lease had ended: it is the same loss that the console would have seen. */
export function isLoss(reason: FailureReason): boolean {
  return reason === FailureReason.LeaseLost;
}

/** Whether a run failed in a way that counts against the shard. */
export function isFailure(end: RunEnd): boolean {
  if (end.kind === 'lease_lost') return false;
  switch (end.outcome.kind) {
    case 'completed':
      return !end.complete || end.refusal !== null;
    case 'stopped':
      return false;
    case 'failed':
      return !isGivenBack(end.outcome.reason) && !isLoss(end.outcome.reason);
  }
}

/** Until when an engine that gave a shard back for this reason is not asked again; null = until it can do more. */
export function askAgainAt(reason: FailureReason, now: Date): Date | null {
  if (reason === FailureReason.EngineStopping) return new Date(now.getTime() + STOPPING_SECONDS * 1000);
  if (reason === FailureReason.DiskFull) return new Date(now.getTime() + DISK_FULL_SECONDS * 1000);
  return null;
}

/**
 * Decides what becomes of a shard whose run has ended.
 * @param chance from 0 up to, not including, 1; spreads the retries of many shards.
 */
export function afterRun(end: RunEnd, counted: RunCounts, chance: number): AfterRun {
  if (end.kind === 'lease_lost') {
    return afterLoss({ reason: FailureReason.LeaseLost, detail: 'Its engine stopped answering.' }, counted, chance);
  }
  const { outcome } = end;
  switch (outcome.kind) {
    case 'completed': {
      if (end.complete && end.refusal === null) return { kind: 'delivered' };
      const detail = end.refusal ?? 'The scanner ended well, but its report is not complete.';
      return afterFailure({ reason: FailureReason.ReportRefused, detail }, counted, chance);
    }
    case 'stopped': {
      if (counted.ordered !== null) return { kind: 'stopped' };
      // The order was taken back in the meantime. An engine that stops unasked again and again is not to be asked for ever.
      const detail = 'Its engine stopped the scanner before it was done.';
      return afterLoss({ reason: FailureReason.EngineStopping, detail }, counted, chance);
    }
    case 'failed': {
      const note = { reason: outcome.reason, detail: outcome.detail || `The engine says: ${outcome.reason}.` };
      if (isGivenBack(outcome.reason)) return { kind: 'given_back', note };
      if (isLoss(outcome.reason)) return afterLoss(note, counted, chance);
      return afterFailure(note, counted, chance);
    }
  }
}

function afterLoss(note: FailureNote, counted: RunCounts, chance: number): AfterRun {
  const lostLeases = counted.lostLeases + 1;
  const { attempts } = counted;
  if (lostLeases >= MAX_LOST_LEASES) {
    const detail = `${lostLeases} engines in a row left it without getting further.`;
    return { kind: 'failed', note: { reason: FailureReason.TooManyAttempts, detail }, attempts, lostLeases };
  }
  const waitSeconds = lostLeases <= FREE_LOSSES ? 0 : backOff(lostLeases - FREE_LOSSES, chance);
  return { kind: 'again', note, attempts, lostLeases, waitSeconds };
}

function afterFailure(note: FailureNote, counted: RunCounts, chance: number): AfterRun {
  const attempts = counted.attempts + 1;
  const { lostLeases, failedOn } = counted;
  if (failedOn.length >= MAX_FAILING_ENGINES) {
    const detail = `It failed on ${failedOn.length} engines (${failedOn.join(', ')}). The last said: ${note.detail}`;
    return { kind: 'failed', note: { reason: note.reason, detail }, attempts, lostLeases };
  }
  if (attempts < MAX_ATTEMPTS) {
    return { kind: 'again', note, attempts, lostLeases, waitSeconds: backOff(attempts, chance) };
  }
  const detail = `It failed ${attempts} times without getting further. The last time: ${note.detail}`;
  return { kind: 'failed', note: { reason: note.reason, detail }, attempts, lostLeases };
}

function backOff(attempt: number, chance: number): number {
  const longest = Math.min(LONGEST_BACK_OFF_SECONDS, FIRST_BACK_OFF_SECONDS * 2 ** (attempt - 1));
  return longest * (1 - chance / 2);
}
