import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { recurring } from './test-data/reading.js';

/** From and until are seconds since 1970. */
type Answer = readonly [
  start: string,
  zone: string,
  rules: string,
  from: number,
  until: number,
  count: number,
  hash: string,
];

/** Written by tools/bench/recurrence-record.mjs; `npm run bench -- recurrence` asks about many more. */
const recorded = join(import.meta.dirname, 'test-data/dateutil-answers.json');
const { answers } = JSON.parse(readFileSync(recorded, 'utf8')) as { answers: readonly Answer[] };

/** The same as in tools/bench/recurrence-compare.mjs. */
function digest(dates: readonly Date[]): string {
  const instants = dates.map((date) => date.getTime() / 1000);
  return createHash('sha256').update(instants.join(',')).digest('hex').slice(0, 16);
}

describe('occurrences', () => {
  it('are those that python-dateutil has given for random recurrences', () => {
    const differing = answers.filter(([start, zone, rules, from, until, count, hash]) => {
      const found = recurring(rules, { start, zone }).between(new Date(from * 1000), new Date(until * 1000), 1_000);
      return found.length !== count || digest(found) !== hash;
    });
    expect(answers).toHaveLength(400);
    expect(differing).toEqual([]);
  });
});
