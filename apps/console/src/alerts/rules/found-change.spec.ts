import { describe, expect, it } from '@jest/globals';
import { ChangeKind } from '@scanfleet/contracts';
import { describeChange } from './describe-change.js';
import { facetOf, facetSql, stateAfter, stateBefore } from './found-change.js';

describe('a facet', () => {
  it('is the same in SQL for every kind of change', () => {
    expect(facetSql('c.kind')).toBe(
      `CASE WHEN c.kind LIKE 'host%' THEN 'presence' ELSE split_part(c.kind, '_', 1) END`,
    );
    for (const kind of Object.values(ChangeKind)) {
      expect(kind.startsWith('host') ? 'presence' : kind.split('_')[0]).toBe(facetOf(kind));
    }
  });

  it('goes back to the state that it came from', () => {
    const ssh = { name: 'ssh', product: 'OpenSSH', version: '9.1' };
    const other = { ...ssh, version: '9.2' };
    const there = { kind: 'service_changed', before: ssh, after: other } as const;
    const back = { kind: 'service_changed', before: other, after: ssh } as const;
    expect(stateAfter(there)).toBe(stateBefore(back));
    expect(stateAfter(back)).toBe(stateBefore(there));
    expect(stateAfter(there)).not.toBe(stateBefore(there));
    expect(stateAfter({ kind: 'host_down', after: {} })).toBe(
      stateBefore({ kind: 'host_up', before: { status: 'down' } }),
    );
    expect(stateBefore({ kind: 'host_gone', before: { status: 'down' } })).toBe('down');
  });
});

describe('a change in words', () => {
  const ssh = { name: 'ssh', product: 'OpenSSH', version: '9.2' };
  const port = (number: number, name: string | null = null): object => ({ protocol: 'tcp', port: number, name });
  it.each<[ChangeKind, unknown, unknown, string]>([
    ['host_new', null, { openPorts: [], openPortCount: 0 }, 'new host'],
    [
      'host_new',
      null,
      { openPorts: [port(22, 'ssh'), port(8080)], openPortCount: 2 },
      'new host with 2 open ports: ssh, 8080/tcp',
    ],
    [
      'host_new',
      null,
      { openPorts: [1, 2, 3, 4, 5, 6, 7].map((number) => port(number)), openPortCount: 900 },
      'new host with 900 open ports: 1/tcp, 2/tcp, 3/tcp, 4/tcp, 5/tcp, 6/tcp …',
    ],
    ['host_up', { status: 'gone' }, { status: 'up' }, 'up, was gone'],
    ['host_down', { status: 'up' }, { status: 'down' }, 'down, was up'],
    ['host_gone', { status: 'down' }, { status: 'gone', misses: 3 }, 'gone: down in 3 scans in a row'],
    ['port_opened', null, ssh, 'opened: ssh OpenSSH 9.2'],
    ['port_opened', null, {}, 'opened'],
    ['port_closed', ssh, { state: 'closed' }, 'closed: ssh OpenSSH 9.2'],
    ['port_closed', null, { state: 'filtered' }, 'not open any more (filtered)'],
    ['service_changed', ssh, { ...ssh, version: '9.9' }, 'ssh OpenSSH 9.2 → ssh OpenSSH 9.9'],
    ['os_changed', { os: 'Linux 5' }, { os: 'Linux 6' }, 'operating system: Linux 5 → Linux 6'],
    ['name_changed', { names: ['a'] }, { names: ['b', 'c'] }, 'names: a → b, c'],
    ['mac_changed', { mac: '00:11' }, { mac: '22:33' }, 'MAC address: 00:11 → 22:33'],
    [
      'certificate_changed',
      { subject: 'CN=a' },
      { subject: 'CN=a', expiresAt: '2027-05-06T00:00:00Z' },
      'certificate renewed: CN=a, expires 2027-05-06',
    ],
    ['port_opened', 'nonsense', [1, { constructor: 2 }], 'opened'],
    ['host_new', null, { openPorts: 'many', openPortCount: 'x' }, 'new host'],
  ])('%s of %j to %j: %s', (kind, before, after, words) => {
    expect(describeChange({ kind, before, after })).toBe(words);
  });
});
