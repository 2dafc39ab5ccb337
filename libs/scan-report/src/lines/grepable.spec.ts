import { describe, expect, it } from '@jest/globals';
import { fixture, readAny } from '../test-data/reports.js';

describe("nmap's grepable output", () => {
  it('gives the ports that the XML of the same scan gives', () => {
    const brief = (name: string): string[] =>
      readAny(fixture(name)).hosts.flatMap((host) =>
        host.services.map(({ protocol, port, state }) => `${host.address} ${protocol} ${port} ${state}`),
      );
    expect(brief('nmap-everything.gnmap')).toEqual(brief('nmap-everything.xml'));
    expect(brief('nmap-protocols.gnmap')).toEqual(brief('nmap-protocols.xml'));
  });

  it('says which hosts are up and down', () => {
    const statuses = (name: string): string[] =>
      readAny(fixture(name))
        .hosts.map(({ address, status }) => `${address} ${status}`)
        .toSorted();
    expect(statuses('nmap-ping.gnmap')).toEqual(statuses('nmap-ping.xml'));
  });

  it('says that a host was given up', () => {
    expect(readAny(fixture('nmap-timed-out.gnmap')).hosts.at(-1)).toMatchObject({
      address: '10.77.0.2',
      timedOut: true,
    });
  });

  it('says what was asked and how it ended', () => {
    const { events } = readAny(fixture('nmap-everything.gnmap'));
    const starts = events.filter((event) => event.kind === 'start');
    expect(starts.at(-1)).toMatchObject({
      scanner: 'nmap',
      version: '7.93',
      scanInfo: [{ protocol: 'tcp', count: 9, services: '81-85,2323,8080,8443,9999' }],
    });
    expect(events.at(-1)).toMatchObject({ kind: 'finished', hostsTotal: 1, hostsUp: 1 });
  });
});
