import { describe, expect, it } from '@jest/globals';
import type { AlertLine } from '@scanfleet/contracts';
import { groupLines, linePort } from './group-lines.js';

function aLine(line: Partial<AlertLine>): AlertLine {
  return {
    kind: 'port_opened',
    address: '10.0.0.1',
    hostName: null,
    protocol: 'tcp',
    port: 22,
    text: 'opened: ssh',
    at: '2026-01-01T00:00:00Z',
    changeId: '1',
    unconfirmed: null,
    ...line,
  };
}

describe('groupLines', () => {
  it('puts the lines of a host together, hosts in the order in which they are first told', () => {
    const lines = [aLine({ address: '10.0.0.9' }), aLine({}), aLine({ address: '10.0.0.9', port: 80 })];
    const shown = groupLines(lines).map((host) => [host.address, host.lines.map((line) => line.port)]);
    expect(shown).toEqual([
      ['10.0.0.9', [22, 80]],
      ['10.0.0.1', [22]],
    ]);
  });

  it('knows the name of a host as soon as one of its lines does', () => {
    const [host] = groupLines([aLine({}), aLine({ hostName: 'db.example.org' })]);
    expect(host?.hostName).toBe('db.example.org');
  });
});

describe('linePort', () => {
  it('names the port with its protocol, and nothing for a line about the host as a whole', () => {
    expect([linePort(aLine({ protocol: 'udp', port: 53 })), linePort(aLine({ port: null }))]).toEqual(['53/udp', '']);
  });
});
