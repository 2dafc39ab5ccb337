import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScheduleBench } from '../../test/schedule-bench.js';
import { killSchedulers } from '../../test/schedule-kills.js';

describe('two consoles that die in between any two statements', () => {
  let bench: ScheduleBench;
  beforeAll(async () => {
    bench = await ScheduleBench.open();
    await bench.clear();
  });
  afterAll(() => bench.close());

  it('make exactly one scan or one recorded skip of each occurrence', async () => {
    const { wrong, started, skipped, byDeath } = await killSchedulers(bench, { crashes: 300, seed: 16 });
    expect(wrong).toEqual([]);
    expect(started).toBeGreaterThan(100);
    expect(skipped).toBeGreaterThan(100);
    expect(Math.min(...Object.values(byDeath))).toBeGreaterThan(20);
  }, 300_000);
});
