import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRecurrence } from './read-recurrence.js';
import { type Recurrence } from './recurrence.js';
import { anyRule, anyZone } from './test-data/any-rule.js';

const start = fc
  .integer({ min: Date.UTC(2010, 0, 1) / 1000, max: Date.UTC(2026, 11, 31) / 1000 })
  .map((second) => new Date(second * 1000).toISOString().slice(0, 19));
const dates = fc.constantFrom(
  '',
  '\nRDATE:20260329T023000,20261025T023000Z',
  '\nEXDATE;VALUE=DATE:20260330\nEXDATE:20261025T003000Z',
);
const text = fc.record({ start, zone: anyZone, rules: fc.tuple(anyRule, dates).map((lines) => lines.join('')) });

/** A recurrence of a kind that is not refused. */
const recurrence = text
  .map((given) => readRecurrence(given))
  .filter((read) => read.ok)
  .map((read): Recurrence => {
    if (!read.ok) throw new Error('It was filtered.');
    return read.recurrence;
  });

const millisecond = fc.integer({ min: Date.UTC(2009, 0, 1), max: Date.UTC(2030, 0, 1) });
const from = fc.oneof(millisecond, fc.integer({ min: Date.UTC(2026, 2, 29), max: Date.UTC(2026, 2, 30) }));

describe('occurrences of any recurrence', () => {
  it('are ascending, each once, at least a minute apart, whole seconds, and within what was asked for', () => {
    fc.assert(
      fc.property(recurrence, from, fc.integer({ min: 1, max: 4_000 }), (of, begin, days) => {
        const end = begin + days * 86_400_000;
        const found = of.between(new Date(begin), new Date(end), 300).map((date) => date.getTime());
        const inside = found.every((time) => time >= begin && time < end && time % 1_000 === 0);
        const apart = found.every((time, index) => index === 0 || time - (found[index - 1] ?? 0) >= 60_000);
        return inside && apart;
      }),
      { numRuns: 200 },
    );
  });

  it('are the same one by one as all together, and from wherever one looks', () => {
    fc.assert(
      fc.property(recurrence, from, fc.nat(40), (of, begin, place) => {
        const found = of.between(new Date(begin), new Date(begin + 2_000 * 86_400_000), 40);
        let after = new Date(begin - 1);
        for (const date of found) {
          expect(of.next(after)?.getTime()).toBe(date.getTime());
          after = date;
        }
        const chosen = found[place];
        const before = found[place - 1];
        if (chosen === undefined) return;
        expect(of.next(new Date(chosen.getTime() - 1))).toEqual(chosen);
        if (before !== undefined) {
          const between = new Date((before.getTime() + chosen.getTime()) / 2);
          expect(of.next(between)).toEqual(chosen);
          expect(of.last(between, new Date(begin))).toEqual(before);
        }
        expect(of.last(chosen, new Date(begin))).toEqual(chosen);
      }),
      { numRuns: 200 },
    );
  });

  it('stay what they are when the text is written in its canonical form and read again', () => {
    fc.assert(
      fc.property(recurrence, from, (of, begin) => {
        const again = readRecurrence(of.text);
        expect(again.ok && again.recurrence.text).toEqual(of.text);
        expect(again.ok && again.recurrence.words).toBe(of.words);
        expect(again.ok && again.recurrence.next(new Date(begin))).toEqual(of.next(new Date(begin)));
      }),
      { numRuns: 100 },
    );
  });
});

describe('any text', () => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.stringMatching(/^[A-Z0-9=;:,\n -]{0,120}$/),
    fc
      .tuple(anyRule, fc.string({ maxLength: 20 }), fc.nat(60))
      .map(([rule, extra, at]) => rule.slice(0, at) + extra + rule.slice(at)),
  );

  it('is read or refused with a place, and never throws', () => {
    fc.assert(
      fc.property(noise, (rules) => {
        const read = readRecurrence({ start: '2026-03-01T02:30', zone: 'Europe/Berlin', rules });
        if (read.ok) return;
        const lines = rules.split(/\r\n|\n|\r/);
        for (const { field, line, column, token, message } of read.problems) {
          expect(field).toBe('rules');
          expect(message).toMatch(/[.:]/);
          if (line === undefined || token === undefined || column === undefined || token === '') continue;
          expect(lines[line - 1]?.slice(column - 1, column)).toBe(token.slice(0, 1));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
