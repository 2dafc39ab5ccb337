import { describe, expect, it } from '@jest/globals';
import { shardOutcome } from '@scanfleet/contracts';
import type { ScannerEnd } from '../process/start-scanner.js';
import { decideOutcome, neverStarted, type StopReason } from './decide-outcome.js';

const anEnd = (given: Partial<ScannerEnd> = {}): ScannerEnd => ({ ...neverStarted, ...given });
const pause: StopReason = { kind: 'order', order: 'pause' };
const timedOut: StopReason = { kind: 'failure', reason: 'scanner_timed_out', detail: 'too long' };

describe('decideOutcome', () => {
  it.each([
    ['a good end', anEnd({ exitCode: 0 }), null, { kind: 'completed' }],
    ['a good end in the moment of an order', anEnd({ exitCode: 0 }), pause, { kind: 'completed' }],
    ['an order', anEnd({ signal: 'SIGTERM' }), pause, { kind: 'stopped', order: 'pause' }],
    ['an order before the start', anEnd(), pause, { kind: 'stopped', order: 'pause' }],
    ['a limit', anEnd({ signal: 'SIGTERM' }), timedOut, { kind: 'failed', reason: 'scanner_timed_out' }],
    ['a stranger’s signal', anEnd({ signal: 'SIGKILL' }), null, { kind: 'failed', reason: 'scanner_killed' }],
    [
      'a bad status',
      anEnd({ exitCode: 1, stderrTail: 'QUITTING!' }),
      null,
      { kind: 'failed', reason: 'scanner_failed' },
    ],
    ['a full disk', anEnd({ exitCode: 1, stderrTail: 'No space left on device' }), null, { reason: 'disk_full' }],
    ['a report that grew too large', anEnd({ signal: 'SIGXFSZ' }), null, { reason: 'scanner_limit' }],
    [
      'nmap without memory',
      anEnd({ exitCode: 1, stderrTail: 'Malloc Failed! Probably out of space.\nQUITTING!' }),
      null,
      { reason: 'scanner_limit' },
    ],
    [
      'C++ without memory',
      anEnd({ signal: 'SIGABRT', stderrTail: "terminate called after throwing an instance of 'std::bad_alloc'" }),
      null,
      { reason: 'scanner_limit' },
    ],
    [
      'masscan without memory',
      anEnd({ exitCode: 1, stderrTail: '[-] FAIL: out of memory' }),
      null,
      { reason: 'scanner_limit' },
    ],
    [
      'a scanner that is gone since the start',
      anEnd({ exitCode: 127, stderrTail: 'setpriv: failed to execute /usr/bin/nmap: No such file or directory' }),
      null,
      { reason: 'scanner_missing' },
    ],
    [
      'no rights',
      anEnd({ exitCode: 1, stderrTail: 'This requires root privileges.' }),
      null,
      { reason: 'needs_privilege' },
    ],
    [
      'no program',
      anEnd({ startError: Object.assign(new Error('x'), { code: 'ENOENT' }) }),
      null,
      { reason: 'scanner_missing' },
    ],
  ] as const)('tells of %s', (_, end, stop, expected) => {
    const outcome = decideOutcome(end, stop);
    expect(outcome).toMatchObject(expected);
    expect(shardOutcome.safeParse(outcome).success).toBe(true);
  });

  it('keeps within the bounds of the contract, however much the scanner said', () => {
    const outcome = decideOutcome(anEnd({ exitCode: 1, stderrTail: 'x'.repeat(100_000) }), {
      ...timedOut,
      detail: 'y'.repeat(5000),
    });
    expect(shardOutcome.safeParse(outcome).success).toBe(true);
  });
});
