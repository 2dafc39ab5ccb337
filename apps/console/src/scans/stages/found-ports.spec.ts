import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import {
  countPorts,
  cutPorts,
  foundPorts,
  type FoundPorts,
  noPorts,
  portText,
  readPortText,
  subtractPorts,
  unitePorts,
} from './found-ports.js';

const protocols = ['tcp', 'udp', 'sctp', 'ip'];
const services = fc.array(
  fc.record({
    protocol: fc.constantFrom(...protocols),
    port: fc.oneof(fc.nat({ max: 20 }), fc.integer({ min: 65_530, max: 65_535 })),
  }),
  { maxLength: 40 },
);
const ports = services.map(foundPorts);
const listed = (found: FoundPorts): number[] =>
  found.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));

describe('ports that were found', () => {
  it('are written as nmap takes them', () => {
    const found = foundPorts([
      { protocol: 'udp', port: 53 },
      { protocol: 'tcp', port: 81 },
      { protocol: 'tcp', port: 22 },
      { protocol: 'tcp', port: 80 },
      { protocol: 'icmp', port: 0 },
    ]);
    expect(portText(found)).toBe('T:22,80-81,U:53');
    expect(portText(noPorts)).toBe('');
  });

  it('do not run together at the end of a protocol', () => {
    const found = foundPorts([
      { protocol: 'tcp', port: 65_535 },
      { protocol: 'udp', port: 0 },
    ]);
    expect(portText(found)).toBe('T:65535,U:0');
  });

  it('are read back from their text', () => {
    fc.assert(
      fc.property(ports, (found) => expect(readPortText(portText(found))).toEqual(found)),
      { seed: 1 },
    );
  });

  it('are united and subtracted as sets are', () => {
    fc.assert(
      fc.property(ports, ports, (one, other) => {
        const [left, right] = [new Set(listed(one)), new Set(listed(other))];
        expect(new Set(listed(unitePorts(one, other)))).toEqual(new Set([...left, ...right]));
        expect(listed(subtractPorts(one, other))).toEqual(
          [...left].filter((port) => !right.has(port)).sort((a, b) => a - b),
        );
        expect(countPorts(one)).toBe(left.size);
      }),
      { seed: 1 },
    );
  });

  it('are cut into pieces that are them together, none longer than asked for', () => {
    const odd = foundPorts(Array.from({ length: 500 }, (_, at) => ({ protocol: 'tcp', port: at * 2 + 1 })));
    const pieces = cutPorts(odd, 100);
    expect(pieces.flat()).toEqual(odd);
    expect(pieces.length).toBeGreaterThan(10);
    for (const piece of pieces) expect(portText(piece).length).toBeLessThanOrEqual(100);
  });
});
