import { describe, expect, it } from '@jest/globals';
import { readPorts } from './port-set.js';

const has = (text: string, protocol: string | null, port: number | null): boolean => {
  const read = readPorts(text);
  return read.ok && read.ports.has(protocol, port);
};

describe('ports of a filter', () => {
  it.each<[string, string | null, number | null, boolean]>([
    ['22,443', 'tcp', 443, true],
    ['22,443', 'udp', 443, true],
    ['22, 443', 'tcp', 80, false],
    ['8000-8100', 'tcp', 8000, true],
    ['8000-8100', 'tcp', 8101, false],
    ['T:22,U:53', 'tcp', 22, true],
    ['T:22,U:53', 'udp', 22, false],
    ['T:22,U:53,161', 'udp', 161, true],
    ['t:22,s:80', 'sctp', 80, true],
    ['80,T:22', 'udp', 80, true],
    ['0-65535', null, null, false],
  ])('"%s" and %s/%s: %s', (text, protocol, port, fits) => {
    expect(has(text, protocol, port)).toBe(fits);
  });

  it.each([
    ['22,http', '"http" is no port', 4],
    ['22 X:53', '"X:53" names no protocol by "X:"', 4],
    ['22,70000', '"70000" goes beyond 65535', 4],
    ['90-80', '"90-80" runs backwards', 1],
    ['-', '"-" is no port', 1],
    [',', 'names no port', 1],
  ])('"%s" is refused: %s at %i', (text, message, column) => {
    const read = readPorts(text);
    expect(read.ok ? null : read.problem).toMatchObject({ message: expect.stringContaining(message), column });
    expect(read.ok ? '' : read.problem.message).toContain('such as 22,443,8000-8100');
  });
});
