import type { FailureReason, ShardOutcome } from '@scanfleet/contracts';
import type { ScannerEnd } from '../process/start-scanner.js';

/** Why a scanner was, or is to be, stopped before its end. */
export type StopReason =
  { kind: 'order'; order: 'pause' | 'cancel' } | { kind: 'failure'; reason: FailureReason; detail: string };

/**
 * How the work on a shard ended, in the words of the protocol. A scanner that ended well has completed, also when an order
 * came in the same moment. Whether its output is a report at all, the console decides: it reads it.
 */
export function decideOutcome(end: ScannerEnd, stop: StopReason | null): ShardOutcome {
  const facts = { exitCode: end.exitCode, signal: end.signal, stderrTail: end.stderrTail.slice(-8192) };
  if (end.exitCode === 0 && end.signal === null) return { kind: 'completed', ...facts };
  if (stop?.kind === 'order') return { kind: 'stopped', order: stop.order, ...facts };
  const { reason, detail } = stop ?? explainEnd(end);
  return { kind: 'failed', reason, detail: detail.slice(0, 1000), ...facts };
}

/** What nmap (safe_malloc, Lua, C++), masscan and the dynamic linker say when the kernel gives them no more. */
const outOfMemory =
  /out of (memory|space\.)|not enough memory|cannot allocate memory|[mc]alloc[ (][^\n]{0,60}fail|std::bad_alloc|failed to map segment/i;

function explainEnd({ exitCode, signal, stderrTail, startError }: ScannerEnd): {
  reason: FailureReason;
  detail: string;
} {
  if (startError) {
    const missing = startError.code === 'ENOENT' || startError.code === 'EACCES';
    return {
      reason: missing ? 'scanner_missing' : 'scanner_failed',
      detail: `the scanner could not be started (${startError.code ?? startError.message})`,
    };
  }
  if (/No space left on device/i.test(stderrTail))
    return { reason: 'disk_full', detail: 'the disk of the engine is full' };
  if (signal === 'SIGXFSZ') {
    return {
      reason: 'scanner_limit',
      detail: 'the scanner wrote a larger file than its engine allows (scannerFileMb)',
    };
  }
  if (outOfMemory.test(stderrTail)) {
    return {
      reason: 'scanner_limit',
      detail: 'the scanner needed more memory than its engine allows (scannerMemoryMb)',
    };
  }
  // Said by the programs of the chain before they became the scanner.
  if (/^(prlimit|setpriv): failed to execute/m.test(stderrTail))
    return { reason: 'scanner_missing', detail: 'the scanner could not be started' };
  if (signal) return { reason: 'scanner_killed', detail: `the scanner was ended by ${signal}` };
  if (/requires root privileges|need(s)? to be root|permission denied.*raw|Operation not permitted/i.test(stderrTail)) {
    return { reason: 'needs_privilege', detail: 'the scanner needs rights that this engine does not have' };
  }
  return { reason: 'scanner_failed', detail: `the scanner ended with status ${exitCode ?? 'unknown'}` };
}

/** Stands for a scanner that was never started. */
export const neverStarted: ScannerEnd = { exitCode: null, signal: null, stderrTail: '', startError: null };
