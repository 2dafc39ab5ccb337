import { describe, expect, it } from '@jest/globals';
import { AddressSet, formatAddress, parseTargetList } from '@scanfleet/targets';
import fc from 'fast-check';
import { type ReadExclusion, readExclusions } from '../exclusions/excluded-addresses.js';
import { type PlanInput, planScan } from './scan-planner.js';

function exclusionsOf(...targets: string[]): ReadExclusion[] {
  return readExclusions(targets.map((target, i) => ({ id: String(i), target, scope: 'global', reason: 'printers' })));
}

const nobody = { engines: [], mostAtOnce: null };

function aPlan(wish: {
  targets: string;
  excluded?: string[];
  names?: PlanInput['names'];
  capacity?: PlanInput['capacity'];
}): ReturnType<typeof planScan> {
  const { targets, problems } = parseTargetList(wish.targets);
  expect(problems).toEqual([]);
  return planScan({
    field: 'targets',
    targets,
    exclusions: exclusionsOf(...(wish.excluded ?? [])),
    names: wish.names ?? [],
    scanner: 'nmap',
    options: [],
    capacity: wish.capacity ?? nobody,
  });
}

const address = (place: number): string => formatAddress({ family: 4, value: 0x0a000000n + BigInt(place) });
const aRange = fc
  .tuple(fc.nat(600), fc.nat(90))
  .map(([first, length]) => ({ first, last: first + length, text: `${address(first)}-${address(first + length)}` }));

describe('planScan', () => {
  it('plans exactly the targets minus the exclusions, as a table of single addresses has it', () => {
    fc.assert(
      fc.property(
        fc.array(aRange, { minLength: 1, maxLength: 6 }),
        fc.array(aRange, { maxLength: 6 }),
        (wanted, out) => {
          const oracle = Array.from({ length: 700 }, (_, place) => {
            const inside = ({ first, last }: { first: number; last: number }): boolean =>
              first <= place && place <= last;
            return wanted.some(inside) && !out.some(inside);
          });
          const count = oracle.filter(Boolean).length;
          const plan = (): ReturnType<typeof planScan> =>
            aPlan({ targets: wanted.map(({ text }) => text).join('\n'), excluded: out.map(({ text }) => text) });
          if (count === 0) {
            expect(plan).toThrow(expect.objectContaining({ code: 'nothing_to_scan', status: 422 }));
            return;
          }
          const { addresses, shards } = plan();
          expect(addresses.count()).toBe(BigInt(count));
          oracle.forEach((isIn, place) => expect(addresses.contains(address(place))).toBe(isIn));
          expect(AddressSet.uniteAll(shards).equals(addresses)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('cuts for the slots of the engines that may scan some of it, within the limits', () => {
    const near = { slots: 2, allowed: AddressSet.parse('10.0.0.0/8') };
    const far = { slots: 8, allowed: AddressSet.parse('192.0.2.0/24') };
    const planFor = (engines: (typeof near)[], mostAtOnce: number | null = null): ReturnType<typeof planScan> =>
      aPlan({ targets: '10.0.0.0/23', capacity: { engines, mostAtOnce } });
    expect(planFor([]).shards).toHaveLength(3);
    expect(planFor([far])).toMatchObject({ slots: 0, slotsAtOnce: 0, shards: { length: 3 } });
    expect(planFor([near, far])).toMatchObject({ slots: 2, slotsAtOnce: 2, shards: { length: 8 } });
    expect(planFor([near, near, far], 3)).toMatchObject({ slots: 4, slotsAtOnce: 3, shards: { length: 12 } });
  });

  it('keeps what it was planned from', () => {
    const { snapshot, summary } = aPlan({ targets: '10.0.0.0/30, 10.0.0.9', excluded: ['10.0.0.1', '192.0.2.0/24'] });
    expect(snapshot).toEqual({
      targets: ['10.0.0.0/30', '10.0.0.9'],
      excluded: [
        { target: '10.0.0.1', scope: 'global', reason: 'printers' },
        { target: '192.0.2.0/24', scope: 'global', reason: 'printers' },
      ],
      excludedAddresses: '1',
      resolvedNames: [],
      excludedNames: [],
    });
    expect(summary).toBe('10.0.0.0/30, 10.0.0.9');
  });

  it('scans what a name resolved to, and records the answer', () => {
    const names = [{ name: 'www.invalid', addresses: ['192.0.2.1', '2001:db8::1'], error: null }];
    const plan = aPlan({ targets: 'WWW.invalid', names });
    expect(plan.addresses.toString()).toBe('192.0.2.1,2001:db8::1');
    expect(plan.shards.map(String)).toEqual(['192.0.2.1', '2001:db8::1']);
    expect(plan.snapshot.resolvedNames).toEqual(names);
  });

  it('goes on without a name that does not resolve, and says so', () => {
    const names = [{ name: 'gone.invalid', addresses: [], error: 'there is no such name' }];
    const plan = aPlan({ targets: '10.0.0.1 gone.invalid', names });
    expect(plan.addresses.toString()).toBe('10.0.0.1');
    expect(plan.problems).toEqual(['The target gone.invalid is not scanned: there is no such name.']);
  });

  it('tells of an excluded name that does not resolve', () => {
    const names = [{ name: 'db.invalid', addresses: [], error: 'the DNS servers did not answer in time' }];
    const plan = aPlan({ targets: '10.0.0.1', excluded: ['db.invalid'], names });
    expect(plan.problems).toEqual([
      'The exclusion db.invalid could not be turned into addresses: the DNS servers did not answer in time.',
    ]);
  });

  it('leaves out what an excluded name resolves to, also where targets name it by address', () => {
    const names = [{ name: 'db.invalid', addresses: ['10.0.0.2'], error: null }];
    expect(aPlan({ targets: '10.0.0.1-3', excluded: ['db.invalid'], names }).addresses.toString()).toBe(
      '10.0.0.1,10.0.0.3',
    );
  });

  it('leaves out a target name that is excluded by name', () => {
    const names = [{ name: 'db.invalid', addresses: ['10.0.0.2'], error: null }];
    const plan = aPlan({ targets: '10.0.0.1 DB.invalid.', excluded: ['db.INVALID'], names });
    expect(plan.addresses.toString()).toBe('10.0.0.1');
  });

  it('refuses empty targets and says what to do', () => {
    expect(() => aPlan({ targets: ' # nothing\n' })).toThrow(/name at least one address/);
  });

  it('refuses names of which none resolves, with the reasons', () => {
    const names = [{ name: 'a.invalid', addresses: [], error: 'there is no such name' }];
    expect(() => aPlan({ targets: 'a.invalid', names })).toThrow(/a\.invalid \(there is no such name\)/);
  });

  it('refuses targets that are all excluded and names the exclusions', () => {
    const plan = (): unknown => aPlan({ targets: '10.0.0.0/29', excluded: ['10.0.0.0/8', '192.0.2.1'] });
    expect(plan).toThrow('All targets are excluded, by 10.0.0.0/8 (global: printers).');
  });
});
