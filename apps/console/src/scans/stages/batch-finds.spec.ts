import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { batchFinds, type BatchLimits, type WaitingFind } from './batch-finds.js';
import { countPorts, portText, readPortText, subtractPorts } from './found-ports.js';

let id = 0;
const find = (address: string, ports = ''): WaitingFind => ({ id: String((id += 1)), address, ports });
const many = (count: number, ports: string, from = 1): WaitingFind[] =>
  Array.from({ length: count }, (_, at) => find(`10.0.0.${from + at}`, ports));
const limits = (wish: Partial<BatchLimits> = {}): BatchLimits => ({ hosts: () => 4, rests: true, ...wish });
const short = (finds: readonly WaitingFind[], wish?: Partial<BatchLimits>): string[] =>
  batchFinds(finds, limits(wish)).map(({ addresses, ports }) => `${addresses.toString()} ${portText(ports)}`);

describe('batches of finds', () => {
  it('have hosts with the same ports together first', () => {
    const finds = [...many(4, 'T:22'), ...many(4, 'T:80', 5)];
    const mixed = finds.toSorted((a, b) => (Number(a.id) % 3) - (Number(b.id) % 3));
    expect(short(mixed).sort()).toEqual(['10.0.0.1-10.0.0.4 T:22', '10.0.0.5-10.0.0.8 T:80']);
  });

  it('unite what is left of several ports', () => {
    expect(short([...many(2, 'T:22'), ...many(1, 'T:80,443', 9)])).toEqual(['10.0.0.1-10.0.0.2,10.0.0.9 T:22,80,443']);
  });

  it('unite what was found of one host at several times', () => {
    expect(short([find('10.0.0.1', 'T:22'), find('10.0.0.1', 'T:80')])).toEqual(['10.0.0.1 T:22,80']);
  });

  it('leave what does not fill a shard until its time has come', () => {
    const finds = many(6, 'T:22');
    expect(short(finds, { rests: false })).toEqual(['10.0.0.1-10.0.0.4 T:22']);
    expect(short(finds)).toEqual(['10.0.0.1-10.0.0.4 T:22', '10.0.0.5-10.0.0.6 T:22']);
    expect(short(many(3, 'T:22'), { rests: false })).toEqual([]);
  });

  it('have one family each, and hosts without ports too', () => {
    expect(short([find('10.0.0.1'), find('2001:db8::1'), find('10.0.0.2')])).toEqual([
      '10.0.0.1-10.0.0.2 ',
      '2001:db8::1 ',
    ]);
  });

  it('do not ask hosts with few ports for all those of a host with very many', () => {
    const batches = short([...many(3, 'T:22'), find('10.0.0.9', 'T:1-65535')], { hosts: () => 64 });
    expect(batches).toEqual(['10.0.0.1-10.0.0.3 T:22', '10.0.0.9 T:1-65535']);
  });

  it('hold every find once, ask every host its ports, and cost little more than needed', () => {
    const portsText = fc.constantFrom('T:22', 'T:80', 'T:22,80', 'U:53', 'T:1-1000', 'T:8000-8100,U:161');
    const finds = fc.array(fc.tuple(fc.nat({ max: 60 }), portsText), { maxLength: 120 });
    fc.assert(
      fc.property(finds, fc.integer({ min: 1, max: 30 }), (given, hosts) => {
        const all = given.map(([host, ports]) => find(host % 7 === 0 ? `2001:db8::${host}` : `10.0.0.${host}`, ports));
        const batches = batchFinds(all, limits({ hosts: () => hosts }));
        expect(batches.flatMap(({ ids }) => ids).sort()).toEqual(all.map(({ id: one }) => one).sort());
        for (const { ids, addresses, ports } of batches) {
          expect(Number(addresses.count())).toBeLessThanOrEqual(hosts);
          let needed = 0;
          for (const one of all.filter((candidate) => ids.includes(candidate.id))) {
            expect(addresses.contains(one.address)).toBe(true);
            expect(subtractPorts(readPortText(one.ports), ports)).toEqual([]);
            needed += countPorts(readPortText(one.ports));
          }
          expect(Number(addresses.count()) * countPorts(ports)).toBeLessThanOrEqual(4 * needed + 512);
        }
      }),
      { seed: 1 },
    );
  });
});
