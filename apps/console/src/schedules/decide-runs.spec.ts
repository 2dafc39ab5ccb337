import { describe, expect, it } from '@jest/globals';
import { decideRuns, type DecisionFacts, MOST_CAUGHT_UP } from './decide-runs.js';
import type { DueRun } from './due-runs.js';

const now = new Date('2026-03-01T12:00:00Z');
/** So many minutes before now. */
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const due = (...minutes: number[]): DueRun[] => minutes.map((minute) => ({ at: ago(minute), dueAt: ago(minute) }));
const facts = (wish: Partial<DecisionFacts>): DecisionFacts => ({
  now,
  graceSeconds: 300,
  missed: 'once',
  overlap: 'skip',
  due: due(0),
  more: false,
  siteEnabled: true,
  blackout: null,
  closed: [],
  working: null,
  queued: false,
  ...wish,
});
const working = { id: 'the-scan', state: 'running' };
const blackout = { name: 'Night', until: new Date('2026-03-01T13:00:00Z'), isOver: false };

/** A decision in short: `late 3-2 (2); start 1` = minutes ago. */
function said(wish: Partial<DecisionFacts>): string {
  const { skips, run, holdUntil } = decideRuns(facts(wish));
  const minutes = (at: Date): number => (now.getTime() - at.getTime()) / 60_000;
  const words = skips.map(
    ({ reason, first, last, count }) => `${reason} ${minutes(first)}-${minutes(last)} (${count})`,
  );
  if (run) words.push(`${run.how} ${minutes(run.at)}`);
  if (holdUntil) words.push(`hold until ${minutes(holdUntil)}`);
  return words.join('; ');
}

describe('decideRuns', () => {
  it.each<[string, Partial<DecisionFacts>, string]>([
    ['runs what is due', {}, 'start 0'],
    ['runs what is at most the grace late', { missed: 'skip', due: due(5) }, 'start 5'],
    ['skips what is later than the grace', { missed: 'skip', due: due(5.01) }, 'late 5.01-5.01 (1)'],
    [
      'says how many late ones were skipped together, and runs the one in time',
      { missed: 'skip', due: due(30, 20, 10, 1) },
      'late 30-10 (3); start 1',
    ],
    ['runs the newest once, in place of all', { due: due(30, 20, 10) }, 'late 30-20 (2); start 10'],
    ['runs the newest once, be it in time', { due: due(30, 20, 1) }, 'late 30-20 (2); start 1'],
    ['runs one that is alone and late', { due: due(600) }, 'start 600'],
    ['runs each of several in time', { due: due(3, 2, 1) }, 'start 3'],
    [
      'passes over all that was read when the newest is not among it',
      { due: due(30, 20, 10), more: true },
      'late 30-10 (3)',
    ],
    ['runs all that was missed, the oldest first', { missed: 'all', due: due(30, 20, 10) }, 'start 30'],
  ])('%s', (_, wish, outcome) => {
    expect(said(wish)).toBe(outcome);
  });

  it.each<[string, Partial<DecisionFacts>, string]>([
    ['skips while the last scan works', { working }, 'overlap 0-0 (1)'],
    ['skips all that is due by then, in one row', { working, due: due(2, 1, 0) }, 'overlap 2-0 (3)'],
    ['queues one', { working, overlap: 'queue', due: due(1, 0) }, 'queue 1'],
    ['queues no second one', { working, queued: true, overlap: 'queue', due: due(1, 0) }, 'overlap 1-0 (2)'],
    [
      'lets the queued one go first, also when the scan has just ended',
      { queued: true, overlap: 'queue' },
      'overlap 0-0 (1)',
    ],
    ['replaces', { working, overlap: 'replace' }, 'replace 0'],
    ['replaces what waits, too', { working, queued: true, overlap: 'replace' }, 'replace 0'],
    ['tells of late ones beside it', { working, missed: 'skip', due: due(30, 1) }, 'late 30-30 (1); overlap 1-1 (1)'],
    ['queues missed ones that shall all run', { working, missed: 'all', due: due(30, 20) }, 'queue 30'],
    ['queues the rest of them', { working, queued: true, missed: 'all', due: due(20, 10) }, 'queue 20'],
    ['treats those in time as ever', { working, queued: true, missed: 'all', due: due(2) }, 'overlap 2-2 (1)'],
    ['cancels none of them for the next', { working, missed: 'all', overlap: 'replace', due: due(20, 10) }, 'queue 20'],
    ['replaces by one in time', { working, queued: true, missed: 'all', overlap: 'replace', due: due(2) }, 'replace 2'],
  ])('beside a scan of the schedule %s', (_, wish, outcome) => {
    expect(said(wish)).toBe(outcome);
  });

  it.each<[string, Partial<DecisionFacts>, string]>([
    ['skips', { blackout, missed: 'skip' }, 'blackout 0-0 (1)'],
    ['holds what shall run once', { blackout, due: due(30, 20) }, 'hold until -60'],
    ['holds what shall all run', { blackout, missed: 'all', due: due(30, 20) }, 'hold until -60'],
    [
      'waits a moment when it is over and nobody has looked yet',
      { blackout: { ...blackout, isOver: true }, missed: 'skip' },
      'hold until -60',
    ],
    ['holds whatever the last scan does', { blackout, working, overlap: 'replace' }, 'hold until -60'],
    [
      'tells what fell into it from what was missed before',
      {
        blackout,
        missed: 'skip',
        due: due(60, 50, 10, 1),
        closed: [{ name: 'Night', start: ago(15), end: blackout.until }],
      },
      'late 60-50 (2); blackout 10-1 (2)',
    ],
  ])('in a blackout %s', (_, wish, outcome) => {
    expect(said(wish)).toBe(outcome);
  });

  it('after a blackout runs the newest, and says which blackout kept back the others', () => {
    const closed = [{ name: 'Night', start: ago(45), end: ago(15) }];
    const { skips, run } = decideRuns(facts({ due: due(60, 40, 20, 10), closed }));
    expect(skips.map(({ reason, count, detail }) => [reason, count, detail])).toEqual([
      ['late', 1, 'A later one ran in its place.'],
      ['blackout', 2, 'The blackout "Night" was open. A later one ran in its place.'],
    ]);
    expect(run).toEqual({ at: ago(10), how: 'start' });
  });

  it('counts the end of a window as outside of it', () => {
    const closed = [{ name: 'Night', start: ago(30), end: ago(20) }];
    expect(said({ missed: 'skip', due: due(30, 20), closed })).toBe('blackout 30-30 (1); late 20-20 (1)');
  });

  it('catches up with a bounded number, the newest', () => {
    const many = due(...Array.from({ length: MOST_CAUGHT_UP + 7 }, (_, index) => 2000 - index));
    expect(said({ missed: 'all', due: many })).toBe('late 2000-1994 (7); start 1993');
  });

  it('skips everything of a disabled site, whatever else there is', () => {
    expect(said({ siteEnabled: false, due: due(30, 1), missed: 'all', blackout, working })).toBe(
      'site_disabled 30-1 (2)',
    );
  });

  it('judges by when a run was due with its jitter, not by when it occurred', () => {
    expect(said({ missed: 'skip', due: [{ at: ago(60), dueAt: ago(2) }] })).toBe('start 60');
  });

  it('names the scan that was in the way', () => {
    expect(decideRuns(facts({ working })).skips[0]?.detail).toBe('The scan the-scan was still running.');
    expect(decideRuns(facts({ working, queued: true })).skips[0]?.detail).toContain('another run waited');
  });
});
