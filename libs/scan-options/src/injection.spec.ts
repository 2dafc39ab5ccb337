import { describe, expect, it } from '@jest/globals';
import { injectionCorpus } from './test-data/injection-corpus.js';
import { parseOptions } from './parse-options.js';
import { readOptions } from './read-options.js';

describe('injection corpus', () => {
  it('holds at least 150 different cases', () => {
    expect(new Set(injectionCorpus.map(([scanner, text]) => `${scanner} ${text}`)).size).toBeGreaterThanOrEqual(150);
  });

  it.each(injectionCorpus)('refuses for %s: %j', (scanner, text, option, code) => {
    const result = parseOptions(scanner, text);
    if (result.ok) throw new Error(`was accepted as ${JSON.stringify(result.options)}`);
    const found = result.problems.find((problem) => problem.option === option && problem.code === code);
    if (found === undefined) throw new Error(`no ${code} of ${option} in ${JSON.stringify(result.problems)}`);
    expect(found.message.startsWith(`${option}: `)).toBe(true);
    expect(found.message.endsWith('.')).toBe(true);
  });

  it.each(injectionCorpus)('refuses for %s as the name of a typed option: %j', (scanner, text) => {
    expect(readOptions(scanner, [{ name: text }]).ok).toBe(false);
  });

  it.each(injectionCorpus)('refuses for %s as the value of a typed option: %j', (scanner, text) => {
    expect(readOptions(scanner, [{ name: '-p', value: text }]).ok).toBe(false);
    expect(readOptions(scanner, [{ name: '--script', value: text }]).ok).toBe(false);
  });
});
