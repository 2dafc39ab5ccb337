import { describe, expect, it } from '@jest/globals';
import { coveredPorts, type Observation, type ObservedService } from '@scanfleet/scan-report';
import fc from 'fast-check';
import type { KnownHost, KnownServiceRow } from './known-host.js';
import { planHost, planNewHost } from './plan-host.js';
import { seenHost, type SeenHost } from './seen-host.js';

const now = new Date('2026-03-01T12:00:00Z');
const host: KnownHost = {
  id: '7',
  status: 'up',
  names: ['a.invalid', 'b.invalid'],
  mac: '02:00:5e:00:00:01',
  vendor: 'Cisco',
  os: 'Linux',
  digest: null,
  confirmed_at: now,
  answers_discovery: true,
};
const row = (port: number, more: Partial<KnownServiceRow> = {}): KnownServiceRow => ({
  host_id: '7',
  protocol: 'tcp',
  port,
  state: 'open',
  name: 'http',
  product: 'nginx',
  version: '1',
  certificate: null,
  ...more,
});
const service = (port: number, more: Partial<ObservedService> = {}): ObservedService => ({
  protocol: 'tcp',
  port,
  state: 'open',
  reason: 'syn-ack',
  name: 'http',
  product: 'nginx',
  version: '1',
  cpes: [],
  scripts: [],
  ...more,
});
const sight = (more: Partial<Observation> = {}, ports = '1-1000'): SeenHost =>
  seenHost(
    {
      address: '10.0.0.1',
      addresses: [],
      status: 'up',
      names: [],
      timedOut: false,
      services: [],
      extraPorts: [{ state: 'closed', count: 900, reasons: [] }],
      hostScripts: [],
      ...more,
    },
    coveredPorts(ports === '' ? [] : [{ type: 'syn', protocol: 'tcp', services: ports }]),
    now,
  );
const kinds = (plan: { changes: readonly { kind: string }[] }): string[] => plan.changes.map(({ kind }) => kind);

describe('the plan for a host', () => {
  it('that is new has one change, whatever it has, with a bounded list of its services', () => {
    const plan = planNewHost('7', sight({ services: Array.from({ length: 500 }, (_, port) => service(port)) }));
    expect(kinds(plan)).toEqual(['host_new']);
    expect(plan.opened).toHaveLength(500);
    expect(plan.changes[0]?.after).toMatchObject({ openPortCount: 500 });
    expect((plan.changes[0]?.after as { openPorts: unknown[] }).openPorts).toHaveLength(100);
  });

  it('whose names came in another order says nothing', () => {
    const names = [...host.names].reverse().map((name) => ({ name, type: 'PTR' }));
    expect(kinds(planHost(host, [], sight({ names })))).toEqual([]);
  });

  it('whose MAC address is written in capitals says nothing', () => {
    expect(kinds(planHost(host, [], sight({ mac: '02:00:5E:00:00:01' })))).toEqual([]);
  });

  it('that was down, or never asked for, says that it is up', () => {
    expect(kinds(planHost({ ...host, status: 'down' }, [], sight()))).toEqual(['host_up']);
    expect(kinds(planHost({ ...host, status: 'unknown' }, [], sight()))).toEqual(['host_up']);
  });

  it('learns a fact that it did not know without calling that a change', () => {
    const blank = { ...host, os: null, mac: null, names: [] };
    const told = sight({ mac: '02:00:5E:00:00:09', names: [{ name: 'n', type: 'PTR' }] });
    expect(planHost(blank, [], told)).toMatchObject({ changes: [], glance: false });
  });

  it('that a ping scan saw is a glance, unless it told something new', () => {
    const ping = (more: Partial<Observation>): boolean =>
      planHost(host, [row(80)], sight({ extraPorts: [], ...more }, '')).glance;
    expect(ping({})).toBe(true);
    expect(ping({ mac: '02:00:5E:00:00:01', vendor: 'Cisco' })).toBe(true);
    expect(ping({ mac: '02:00:5E:00:00:02' })).toBe(false);
    expect(ping({ vendor: 'Dell' })).toBe(false);
    expect(ping({ names: [{ name: 'c.invalid', type: 'PTR' }] })).toBe(false);
    expect(ping({ hostScripts: [{ id: 'x', output: 'y' }] })).toBe(false);
    expect(ping({ services: [service(80)] })).toBe(false);
    expect(planHost({ ...host, status: 'down' }, [], sight({ extraPorts: [] }, '')).glance).toBe(false);
    expect(planHost(host, [row(80)], sight()).glance).toBe(false);
  });

  it('marks a service that is another one as new, and the same one as known', () => {
    const plan = planHost(
      host,
      [row(80), row(81), row(82, { state: 'closed' })],
      sight({
        services: [service(80), service(81, { product: 'Apache' }), service(82)],
      }),
    );
    expect(plan.opened.map(({ port, known }) => [port, known])).toEqual([
      [82, false],
      [81, false],
      [80, true],
    ]);
  });

  it('does not let a guess from the port number outrank a name that was found out', () => {
    const guess = service(80, {
      name: 'www',
      product: undefined,
      version: undefined,
      method: 'table',
      confidence: 3,
      tunnel: 'ssl',
    });
    const [written] = planHost(host, [row(80)], sight({ services: [guess] })).opened;
    expect(written).toMatchObject({ name: null, known: true });
    expect(JSON.parse(written?.detail ?? '')).toEqual({ tunnel: 'ssl' });
    const [first] = planHost(
      host,
      [row(80, { name: null, product: null, version: null })],
      sight({ services: [guess] }),
    ).opened;
    expect(first).toMatchObject({ name: 'www' });
  });

  it('accounts for every service known as open exactly once, and opens what was seen', () => {
    const ports = fc.uniqueArray(fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(ports, ports, fc.integer({ min: 0, max: 40 }), fc.boolean(), (before, seen, asked, timedOut) => {
        const plan = planHost(
          host,
          before.map((port) => row(port)),
          sight({ services: seen.map((port) => service(port)), timedOut }, asked === 0 ? '' : `1-${asked}`),
        );
        expect(plan.opened.map(({ port }) => port).toSorted((a, b) => a - b)).toEqual(seen.toSorted((a, b) => a - b));
        const gone = [...plan.closed, ...plan.unasked].map(({ port }) => port).toSorted((a, b) => a - b);
        expect(gone).toEqual(before.filter((port) => !seen.includes(port)).toSorted((a, b) => a - b));
        for (const { port } of plan.closed) expect(port <= asked && !timedOut).toBe(true);
        expect(plan.changes).toHaveLength(seen.filter((port) => !before.includes(port)).length + plan.closed.length);
      }),
    );
  });
});
