import { describe, expect, it } from '@jest/globals';
import type { AlertLine } from '@scanfleet/contracts';
import fc from 'fast-check';
import { type FlapState, settle, takeMove } from './flap.js';

const HOUR = 3_600_000;
const WINDOW = 6 * HOUR;
const at = (hours: number): Date => new Date(hours * HOUR);
const line = (state: string): AlertLine => ({
  ...{
    kind: state === 'open' ? 'port_opened' : 'port_closed',
    address: '10.0.0.1',
    hostName: null,
    protocol: 'tcp',
    port: 22,
  },
  ...{ text: state, at: at(0).toISOString(), changeId: '1', unconfirmed: null },
});

/** A port that is closed first and then changes at these hours. Answers with what a rule tells, and when. */
function told(
  hours: readonly number[],
  { until, kinds = ['open', 'closed'] }: { until: number; kinds?: readonly string[] },
): { hour: number; text: string }[] {
  const messages: { hour: number; text: string }[] = [];
  let held: FlapState | undefined;
  const rest = (hour: number): void => {
    if (!held || held.lastAt.getTime() + WINDOW > hour * HOUR) return;
    const settled = settle(held);
    if (settled) messages.push({ hour: held.lastAt.getTime() / HOUR + 6, text: settled.text });
    held = undefined;
  };
  let state = 'closed';
  for (const hour of hours) {
    rest(hour);
    const before = state;
    state = state === 'open' ? 'closed' : 'open';
    const step = takeMove(
      held,
      { before, state, at: at(hour), line: kinds.includes(state) ? line(state) : null },
      WINDOW,
    );
    messages.push(...step.tell.map(({ text }) => ({ hour, text })));
    held = step.next;
  }
  rest(until);
  return messages;
}

describe('what goes to and fro', () => {
  it('is told at first, and then when it has been the same for long enough', () => {
    expect(told([1, 2, 3, 4], { until: 100 })).toEqual([
      { hour: 1, text: 'open' },
      { hour: 10, text: 'closed (settled after 3 moves to and fro)' },
    ]);
  });

  it('is not told again where it comes to rest as it was told', () => {
    expect(told([1, 2, 3], { until: 100 })).toEqual([{ hour: 1, text: 'open' }]);
  });

  it('is told each time when it moves that seldom', () => {
    expect(told([1, 7, 13.5], { until: 100 }).map(({ hour }) => hour)).toEqual([1, 7, 13.5]);
  });

  it('begins the wait anew with each move', () => {
    expect(told([0, 5, 10, 15], { until: 20.9 })).toEqual([{ hour: 0, text: 'open' }]);
    expect(told([0, 5, 10, 15], { until: 21 })).toHaveLength(2);
  });

  it('has moved, too, by a kind of change that is not told', () => {
    expect(told([1, 2, 3], { until: 100, kinds: ['open'] })).toEqual([{ hour: 1, text: 'open' }]);
    // It was open until hour 1: that it is again is no news.
    expect(told([-10, 1, 2], { until: 100, kinds: ['open'] })).toEqual([{ hour: -10, text: 'open' }]);
  });

  it('is told what was at rest before, if nobody has looked since', () => {
    const before: FlapState = { told: 'open', state: 'closed', moves: 1, lastAt: at(0), line: line('closed') };
    const { tell } = takeMove(before, { before: 'closed', state: 'open', at: at(7), line: line('open') }, WINDOW);
    expect(tell.map(({ text }) => text)).toEqual(['closed (settled after 1 move to and fro)', 'open']);
  });

  /** Hours of moves with pauses between them. */
  const moves = fc
    .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 60 })
    .map((pauses) => pauses.reduce<number[]>((hours, pause) => [...hours, (hours.at(-1) ?? 0) + pause], []));

  it('is as a plain reading of the rule has it', () => {
    fc.assert(
      fc.property(moves, (hours) => {
        const expected: { hour: number; state: string }[] = [];
        const stateOf = (index: number): string => (index % 2 === 0 ? 'open' : 'closed');
        hours.forEach((hour, index) => {
          const before = hours[index - 1];
          const after = hours[index + 1];
          const first = before === undefined || hour - before >= 6;
          const rests = after === undefined || after - hour >= 6;
          const last = expected.at(-1)?.state ?? 'closed';
          if (first) expected.push({ hour, state: stateOf(index) });
          else if (rests && stateOf(index) !== last) expected.push({ hour: hour + 6, state: stateOf(index) });
        });
        expect(told(hours, { until: 10_000 }).map(({ hour, text }) => ({ hour, state: text.split(' ')[0] }))).toEqual(
          expected,
        );
      }),
    );
  });

  it('is told as it is in the end, whatever came before', () => {
    fc.assert(
      fc.property(moves, (hours) => {
        const messages = told(hours, { until: 10_000 });
        expect(messages.at(-1)?.text.split(' ')[0]).toBe(hours.length % 2 === 1 ? 'open' : 'closed');
      }),
    );
  });

  it('is told a twentieth as often as it moves, or less, where it does so for long', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 200 }), (pauses) => {
        const hours = pauses.reduce<number[]>((all, pause) => [...all, (all.at(-1) ?? 0) + pause], []);
        expect(told(hours, { until: 10_000 }).length).toBeLessThanOrEqual(hours.length / 20);
      }),
    );
  });
});
