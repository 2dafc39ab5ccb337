import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_COMMANDS } from './built-in-commands.js';
import { coveredPorts } from './coverage.js';
import { parseOptions } from './parse-options.js';
import { formatOptions } from './read-options.js';

describe('built-in commands', () => {
  it.each(BUILT_IN_COMMANDS)('$key parses without any allowance', ({ scanner, options, discovery }) => {
    const result = parseOptions(scanner, options);
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
    expect(parseOptions(scanner, formatOptions(result.options))).toEqual(result);
    expect(Object.keys(coveredPorts(scanner, result.options)).length === 0).toBe(discovery);
  });

  it.each(BUILT_IN_COMMANDS.filter(({ followUp }) => followUp !== undefined))(
    '$key has a second stage that asks ports and leaves their choice to the first or to nmap',
    ({ followUp = '' }) => {
      const result = parseOptions('nmap', followUp);
      if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
      expect(Object.keys(coveredPorts('nmap', result.options))).toEqual(['tcp']);
      expect(result.options.map(({ name }) => name)).not.toContain('-p');
    },
  );

  it('have keys of their own', () => {
    const keys = BUILT_IN_COMMANDS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining([
        'ping',
        'tcp-discovery',
        'arp-discovery',
        'connect',
        'syn',
        'version',
        'udp',
        'aggressive',
        'sweep-then-versions',
        'discover-then-connect',
      ]),
    );
  });
});
