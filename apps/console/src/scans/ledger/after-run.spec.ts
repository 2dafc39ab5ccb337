import { describe, expect, it } from '@jest/globals';
import type { FailureReason, ShardOutcome } from '@scanfleet/contracts';
import { afterRun, askAgainAt, isFailure, MAX_ATTEMPTS, MAX_LOST_LEASES, type RunEnd } from './after-run.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const fresh = { attempts: 0, lostLeases: 0, ordered: null, failedOn: ['a'] };

function anEnd(outcome: ShardOutcome, extra: { complete?: boolean; refusal?: string } = {}): RunEnd {
  return { kind: 'outcome', outcome, complete: extra.complete ?? true, refusal: extra.refusal ?? null };
}
function aFailure(reason: FailureReason): RunEnd {
  return anEnd({ kind: 'failed', reason, detail: 'so it was', ...words });
}

describe('afterRun', () => {
  it('delivers a completed run with a complete report', () => {
    expect(afterRun(anEnd({ kind: 'completed', ...words }), fresh, 0)).toEqual({ kind: 'delivered' });
  });

  it('does not believe a completed run whose report is cut off', () => {
    const after = afterRun(anEnd({ kind: 'completed', ...words }, { complete: false }), fresh, 0);
    expect(after).toMatchObject({ kind: 'again', note: { reason: 'report_refused' }, attempts: 1 });
  });

  it('keeps the reason why a report was refused', () => {
    const after = afterRun(anEnd({ kind: 'completed', ...words }, { refusal: 'It is no XML.' }), fresh, 0);
    expect(after).toMatchObject({ kind: 'again', note: { reason: 'report_refused', detail: 'It is no XML.' } });
  });

  it('tries a failed run again after a pause that doubles, up to five minutes', () => {
    const pauses = [0, 1, 2, 3].map((attempts) => {
      const after = afterRun(aFailure('scanner_failed'), { ...fresh, attempts }, 0);
      return after.kind === 'again' ? after.waitSeconds : undefined;
    });
    expect(pauses).toEqual([5, 10, 20, 40]);
    const late = afterRun({ kind: 'lease_lost' }, { ...fresh, lostLeases: 15 }, 0);
    expect(late).toMatchObject({ kind: 'again', waitSeconds: 300 });
  });

  it('shortens the pause by up to half, by chance', () => {
    expect(afterRun(aFailure('scanner_failed'), fresh, 0.999)).toMatchObject({ waitSeconds: expect.closeTo(2.5, 1) });
  });

  it('gives up after the last attempt, with the last reason', () => {
    const after = afterRun(aFailure('scanner_killed'), { ...fresh, attempts: MAX_ATTEMPTS - 1 }, 0);
    expect(after).toMatchObject({ kind: 'failed', note: { reason: 'scanner_killed' }, attempts: MAX_ATTEMPTS });
  });

  it('gives up on a shard that fails on three engines, and names them with the last words', () => {
    const twice = { ...fresh, attempts: 1, failedOn: ['a', 'b'] };
    expect(afterRun(aFailure('scanner_failed'), twice, 0).kind).toBe('again');
    const thrice = { ...fresh, attempts: 2, failedOn: ['a', 'b', 'c'] };
    expect(afterRun(aFailure('scanner_killed'), thrice, 0)).toMatchObject({
      kind: 'failed',
      note: { reason: 'scanner_killed', detail: 'It failed on 3 engines (a, b, c). The last said: so it was' },
    });
    expect(afterRun({ kind: 'lease_lost' }, thrice, 0).kind).toBe('again');
  });

  it('makes the first lost leases good at once', () => {
    expect(afterRun({ kind: 'lease_lost' }, fresh, 0)).toMatchObject({ kind: 'again', lostLeases: 1, waitSeconds: 0 });
  });

  it('takes the word of an engine that its lease had ended for a lost lease, and for no failure', () => {
    expect(isFailure(aFailure('lease_lost'))).toBe(false);
    const nearly = { ...fresh, attempts: MAX_ATTEMPTS - 1, failedOn: ['a', 'b', 'c'] };
    expect(afterRun(aFailure('lease_lost'), nearly, 0)).toMatchObject({
      kind: 'again',
      note: { reason: 'lease_lost', detail: 'so it was' },
      attempts: MAX_ATTEMPTS - 1,
      lostLeases: 1,
      waitSeconds: 0,
    });
  });

  it('gives up on a shard that one engine after the other dies of', () => {
    const after = afterRun({ kind: 'lease_lost' }, { ...fresh, lostLeases: MAX_LOST_LEASES - 1 }, 0);
    expect(after).toMatchObject({ kind: 'failed', note: { reason: 'too_many_attempts' } });
  });

  it('takes a failure that speaks of the engine as giving the shard back', () => {
    for (const reason of ['scanner_missing', 'outside_policy', 'engine_stopping', 'disk_full'] as const) {
      expect(afterRun(aFailure(reason), fresh, 0).kind).toBe('given_back');
      expect(isFailure(aFailure(reason))).toBe(false);
    }
  });

  it('takes a stop for what was ordered', () => {
    const stopped = anEnd({ kind: 'stopped', order: 'pause', ...words });
    expect(afterRun(stopped, { ...fresh, ordered: 'pause' }, 0)).toEqual({ kind: 'stopped' });
  });

  it('goes on after a stop that was not ordered, but not for ever', () => {
    const stopped = anEnd({ kind: 'stopped', order: 'pause', ...words });
    expect(afterRun(stopped, fresh, 0)).toMatchObject({ kind: 'again', lostLeases: 1, waitSeconds: 0 });
    expect(afterRun(stopped, { ...fresh, lostLeases: MAX_LOST_LEASES - 1 }, 0).kind).toBe('failed');
  });
});

describe('askAgainAt', () => {
  const now = new Date('2026-03-01T12:00:00Z');

  it('asks an engine that was stopping again in a moment', () => {
    expect(askAgainAt('engine_stopping', now)).toEqual(new Date('2026-03-01T12:00:05Z'));
  });

  it('asks an engine with a full disk again in a minute', () => {
    expect(askAgainAt('disk_full', now)).toEqual(new Date('2026-03-01T12:01:00Z'));
  });

  it('asks an engine that may not scan the addresses never again', () => {
    expect(askAgainAt('outside_policy', now)).toBeNull();
  });
});
