import { describe, expect, it } from '@jest/globals';
import type { ScanPriority } from '@scanfleet/contracts';
import fc from 'fast-check';
import { nextTurn, priorityWeight, type Turn } from './fair-turns.js';

function aScan(id: string, priority: ScanPriority, turn: Partial<Turn> = {}): Turn & { id: string } {
  return { id, priority, running: 0, recent: 0, createdAt: new Date(0), ...turn };
}

/** Gives so many slots away, none of which comes back, and counts who got them. */
function deal(scans: Turn[], slots: number): Map<string, number> {
  for (let slot = 0; slot < slots; slot += 1) {
    const scan = nextTurn(scans);
    if (!scan) break;
    scan.running += 1;
    scan.recent += 1;
  }
  return new Map(scans.map(({ id, running }) => [id, running]));
}

describe('turns', () => {
  it('give sixteen slots to high for four to normal and one to low', () => {
    const scans = [aScan('low', 'low'), aScan('normal', 'normal'), aScan('high', 'high')];
    expect(Object.fromEntries(deal(scans, 210))).toEqual({ low: 10, normal: 40, high: 160 });
  });

  it('go to the older of two that are alike', () => {
    const scans = [aScan('new', 'normal', { createdAt: new Date(5) }), aScan('old', 'normal')];
    expect(nextTurn(scans)?.id).toBe('old');
  });

  it('go to whoever had fewer of late where one slot is all there is', () => {
    const scans = [aScan('low', 'low'), aScan('high', 'high')];
    const got = new Map<string, number>();
    for (let turn = 0; turn < 170; turn += 1) {
      const scan = nextTurn(scans);
      if (!scan) break;
      scan.recent += 1;
      got.set(scan.id, (got.get(scan.id) ?? 0) + 1);
    }
    expect(Object.fromEntries(got)).toEqual({ low: 10, high: 160 });
  });

  it('come to none where nobody waits', () => {
    expect(nextTurn([])).toBeUndefined();
  });

  it('never leave a scan without a slot where there are as many slots as scans, and keep the weights within one turn', () => {
    const priorities = fc.array(fc.constantFrom<ScanPriority>('low', 'normal', 'high'), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(priorities, fc.integer({ min: 0, max: 300 }), (list, more) => {
        const scans = list.map((priority, at) => aScan(String(at), priority, { createdAt: new Date(at) }));
        deal(scans, list.length + more);
        for (const scan of scans) {
          expect(scan.running).toBeGreaterThan(0);
          for (const other of scans) {
            // Whoever got the last turn was not ahead of anybody before it.
            const before = (scan.running - 1) / priorityWeight[scan.priority];
            expect(before).toBeLessThanOrEqual(other.running / priorityWeight[other.priority]);
          }
        }
      }),
    );
  });
});
