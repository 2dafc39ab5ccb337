import { describe, expect, it } from '@jest/globals';
import { SharedRuns } from './shared-runs.js';

describe('SharedRuns', () => {
  it('answers all who asked during a run with the one that begins after it', async () => {
    const runs = new SharedRuns<string, number>();
    const ends: (() => void)[] = [];
    let begun = 0;
    const work = (): Promise<number> => {
      const number = (begun += 1);
      return new Promise((resolve) => ends.push(() => resolve(number)));
    };
    const asked = [runs.run('a', work), runs.run('a', work), runs.run('a', work), runs.run('b', work)];
    expect(begun).toBe(2);
    ends[0]?.();
    expect(await asked[0]).toBe(1);
    await new Promise(setImmediate);
    expect(begun).toBe(3);
    ends.forEach((end) => end());
    expect(await Promise.all(asked)).toEqual([1, 3, 3, 2]);
  });

  it('runs again after an error, which only those hear who shared it', async () => {
    const runs = new SharedRuns<string, string>();
    const first = runs.run('a', () => Promise.reject(new Error('broken')));
    const second = runs.run('a', () => Promise.resolve('fine'));
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe('fine');
  });
});
