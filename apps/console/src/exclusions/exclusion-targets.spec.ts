import { describe, expect, it } from '@jest/globals';
import { readExclusionTargets } from './exclusion-targets.js';

describe('readExclusionTargets', () => {
  it('keeps each meaning once, as it was written first', () => {
    const text = '10.0.0.1 10.0.0.1/32 # the same\nprinter.invalid, PRINTER.invalid.\n10.0.0.0-10.0.0.255\n10.0.0.0/24';
    expect(readExclusionTargets(text)).toEqual({
      tokens: ['10.0.0.1', 'printer.invalid', '10.0.0.0-10.0.0.255'],
      issues: [],
    });
  });

  it('names every bad token with its place and takes none', () => {
    const { tokens, issues } = readExclusionTargets('10.0.0.1\n10.0.0.256, --script\n$(id)');
    expect(tokens).toEqual([]);
    expect(issues.map(({ path, line, column, token }) => ({ path, line, column, token }))).toEqual([
      { path: 'targets', line: 2, column: 1, token: '10.0.0.256' },
      { path: 'targets', line: 2, column: 13, token: '--script' },
      { path: 'targets', line: 3, column: 1, token: '$(id)' },
    ]);
  });

  it('refuses a text of comments only', () => {
    expect(readExclusionTargets('# nothing\n').issues).toEqual([
      expect.objectContaining({ path: 'targets', message: expect.stringContaining('at least one') }),
    ]);
  });
});
