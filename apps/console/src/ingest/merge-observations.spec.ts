import { describe, expect, it } from '@jest/globals';
import { createReportReader, type Observation, type ObservedService } from '@scanfleet/scan-report';
import { mergeByAddress, mergeObservations } from './merge-observations.js';

const service = (port: number, more: Partial<ObservedService> = {}): ObservedService => ({
  protocol: 'tcp',
  port,
  state: 'open',
  reason: 'syn-ack',
  cpes: [],
  scripts: [],
  ...more,
});
const observation = (address: string, services: ObservedService[], more: Partial<Observation> = {}): Observation => ({
  address,
  addresses: [{ family: 4, address }],
  status: 'up',
  names: [],
  timedOut: false,
  services,
  extraPorts: [],
  hostScripts: [],
  ...more,
});

describe('merging records of one address', () => {
  it('unites the ports that masscan tells one by one', () => {
    const [merged, other] = mergeByAddress([
      observation('192.0.2.1', [service(80)]),
      observation('192.0.2.2', [service(22)]),
      observation('192.0.2.1', [service(443)]),
    ]);
    expect(merged?.services.map(({ port }) => port)).toEqual([80, 443]);
    expect(other?.services.map(({ port }) => port)).toEqual([22]);
  });

  it('adds a banner to the port that was told before, without losing its reason', () => {
    const merged = mergeObservations(
      observation('192.0.2.1', [service(80, { reasonTtl: 64 })]),
      observation('192.0.2.1', [service(80, { reason: '', name: 'http', banner: 'Server: nginx' })]),
    );
    expect(merged.services).toEqual([service(80, { reasonTtl: 64, name: 'http', banner: 'Server: nginx' })]);
  });

  it('spans the time from the first record to the last', () => {
    const merged = mergeObservations(
      observation('192.0.2.1', [], { startedAt: 2000, endedAt: 2000 }),
      observation('192.0.2.1', [], { startedAt: 1000, endedAt: 5000 }),
    );
    expect([merged.startedAt, merged.endedAt]).toEqual([1000, 5000]);
  });

  it('gives the same host as one report with all ports, read from real masscan output', () => {
    const line = (port: number): string => `open tcp ${port} 192.0.2.9 1700000000\n`;
    const reader = createReportReader('masscan-list');
    const events = [
      ...reader.write(Buffer.from(`#masscan\n${line(80)}${line(22)}${line(80)}# end\n`)),
      ...reader.end(),
    ];
    const merged = mergeByAddress(events.flatMap((event) => (event.kind === 'host' ? [event.observation] : [])));
    expect(merged).toHaveLength(1);
    expect(merged[0]?.services.map(({ port }) => port)).toEqual([80, 22]);
  });
});
