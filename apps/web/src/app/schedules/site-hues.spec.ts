import { describe, expect, it } from '@jest/globals';
import { siteHues } from './site-hues.js';

const run = (id: string, name: string) => ({ site: { id, name } });

describe('siteHues', () => {
  it('gives each site a colour of its own by its name, however often and in what order it comes', () => {
    const hues = siteHues([run('2', 'Lab'), run('1', 'Office'), run('2', 'Lab'), run('3', 'Branch')]);
    expect([...hues]).toEqual([
      ['3', 0],
      ['2', 1],
      ['1', 2],
    ]);
  });

  it('begins anew when there are more sites than colours', () => {
    const hues = siteHues(Array.from({ length: 9 }, (_, index) => run(`${index}`, `site ${index}`)));
    expect(hues.get('8')).toBe(0);
  });
});
