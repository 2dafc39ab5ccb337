import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { coveredPorts, parsePortList } from './covered-ports.js';
import { fixture, readAny } from './test-data/reports.js';

const tcp = (services: string): ReturnType<typeof coveredPorts> =>
  coveredPorts([{ type: 'syn', protocol: 'tcp', services }]);

describe('coverage', () => {
  it('contains what was asked about and nothing else', () => {
    const coverage = tcp('1-5,80');
    expect([0, 1, 5, 6, 79, 80, 81].map((port) => coverage.contains('tcp', port))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(coverage.contains('udp', 80)).toBe(false);
    expect(coverage.count('tcp')).toBe(6);
  });

  it('agrees with a plain set for any list', () => {
    const range = fc.tuple(fc.nat(200), fc.nat(20)).map(([from, more]) => [from, from + more] as const);
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const wanted = new Set(
          ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index)),
        );
        const coverage = tcp(ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(','));
        for (let port = 0; port < 230; port++) expect(coverage.contains('tcp', port)).toBe(wanted.has(port));
        expect(coverage.count('tcp')).toBe(wanted.size);
        expect(tcp(coverage.text('tcp')).text('tcp')).toBe(coverage.text('tcp'));
      }),
    );
  });

  it('unites several scaninfos by protocol', () => {
    const coverage = coveredPorts([
      { type: 'syn', protocol: 'tcp', services: '80-90' },
      { type: 'udp', protocol: 'udp', services: '53' },
      { type: 'connect', protocol: 'tcp', services: '91,1' },
    ]);
    expect(coverage.text('tcp')).toBe('1,80-91');
    expect(coverage.protocols()).toEqual(['tcp', 'udp']);
  });

  it('is empty where the scan says nothing or nonsense', () => {
    expect(coveredPorts([]).protocols()).toEqual([]);
    expect(tcp('').count('tcp')).toBe(0);
    for (const text of ['x', '1-', '5-1', '70000', '1,,2', '-1']) expect(parsePortList(text)).toBeUndefined();
  });

  it("of a real scan holds exactly the scan's ports", () => {
    const start = readAny(fixture('nmap-everything.xml')).events.find((event) => event.kind === 'start');
    expect(coveredPorts(start?.scanInfo ?? []).text('tcp')).toBe('81-85,2323,8080,8443,9999');
  });
});
