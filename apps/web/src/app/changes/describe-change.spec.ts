import { describe, expect, it } from '@jest/globals';
import type { Change } from '@scanfleet/contracts';
import { changeName, valueText } from './describe-change.js';

describe('valueText', () => {
  it.each([
    [null, ''],
    ['closed', 'closed'],
    [['a.example', 'b.example'], 'a.example, b.example'],
    [{ state: 'open', name: 'http', product: null }, 'open http'],
    [{ port: 80, accuracy: 95 }, 'port=80 accuracy=95'],
    [{ names: ['x', 'y'], status: 'up' }, 'x, y up'],
    ['a\u202eb', 'a‹U+202E›b'],
    [7, '7'],
    [{ status: 'gone', misses: 3 }, 'gone after 3 misses'],
    [{ status: 'gone', misses: 1 }, 'gone after 1 miss'],
    [
      { subject: 'CN=a', issuer: 'CN=b', fingerprint: '6feee673d3ee', expiresAt: '2027-01-11T23:59:59.000Z' },
      'CN=a by CN=b, until 2027-01-11, SHA-1 6feee673…',
    ],
    [{ subject: '', issuer: '', fingerprint: '6feee673d3ee', expiresAt: null }, 'SHA-1 6feee673…'],
    [{ subject: 'CN=\u202ea', issuer: 7, fingerprint: '6feee673d3ee' }, 'CN=‹U+202E›a by 7, SHA-1 6feee673…'],
    [{ names: [], openPorts: [], openPortCount: 0 }, ''],
    [
      {
        names: ['a'],
        openPorts: [
          { protocol: 'tcp', port: 22, name: 'ssh' },
          { protocol: 'udp', port: 53, name: null },
        ],
        openPortCount: 2,
      },
      'a open 22/tcp ssh, 53/udp',
    ],
  ])('reads %j as %j', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('names the first ports of a new host and counts the others, also those that the change does not list', () => {
    const openPorts = Array.from({ length: 100 }, (_, index) => ({ protocol: 'tcp', port: index + 1, name: null }));
    expect(valueText({ names: [], openPorts, openPortCount: 65_535 })).toBe(
      'open 1/tcp, 2/tcp, 3/tcp, 4/tcp, 5/tcp, 6/tcp and 65529 more',
    );
  });
});

describe('changeName', () => {
  it('says what changed where', () => {
    const change = { kind: 'port_opened', address: '10.0.0.1', protocol: 'tcp', port: 443 } as Change;
    expect(changeName(change)).toBe('port opened 10.0.0.1 443/tcp');
    expect(changeName({ ...change, kind: 'host_gone', port: null })).toBe('host gone 10.0.0.1');
  });
});
