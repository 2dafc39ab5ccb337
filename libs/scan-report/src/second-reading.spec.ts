import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ReportFormat } from './report-event.js';
import { fixture, fixtureNames, hostEvents, readAny, readReport, samplesFolder } from './test-data/reports.js';
import { secondReading } from './test-data/second-reading.js';

describe('the reader and an independent second reading by xml2js', () => {
  it.each(fixtureNames('.xml').filter((name) => name !== 'nmap-killed.xml'))(
    'agree on every field of %s',
    async (name) => {
      const bytes = fixture(name);
      const { hosts, refusal } = readAny(bytes);
      expect(refusal).toBeUndefined();
      expect(hosts.length).toBeGreaterThan(0);
      expect(hosts).toStrictEqual(await secondReading(bytes.toString()));
    },
  );

  it('see something in every field of an observation, over all fixtures', () => {
    const hosts = fixtureNames('.xml').flatMap((name) => readAny(fixture(name)).hosts);
    const seen = new Set(hosts.flatMap((host) => Object.keys(host)));
    for (const field of ['mac', 'rtt', 'os', 'uptime', 'distance', 'traceroute', 'tcpSequence', 'ipIdSequence']) {
      expect(seen).toContain(field);
    }
    const services = hosts.flatMap((host) => host.services);
    expect(new Set(services.map((service) => service.protocol))).toEqual(new Set(['tcp', 'udp', 'ip']));
    expect(services.some((service) => service.scripts.some((script) => script.data))).toBe(true);
    expect(services.some((service) => service.servicefp)).toBe(true);
    expect(services.some((service) => service.tunnel === 'ssl')).toBe(true);
    expect(services.some((service) => service.banner)).toBe(true);
    expect(hosts.some((host) => host.hostScripts.length > 0)).toBe(true);
    expect(hosts.some((host) => host.timedOut)).toBe(true);
    expect(hosts.some((host) => host.status === 'down')).toBe(true);
    expect(hosts.some((host) => host.addresses[0]?.family === 6)).toBe(true);
    expect(hosts.some((host) => host.names.length > 0)).toBe(true);
  });
});

const folder = samplesFolder();
const samples = folder === undefined ? ['none'] : readdirSync(folder).filter((name) => name.endsWith('.xml'));
// Reports that others made are not part of the project: without the folder there is nothing to read.
const describeSamples = folder === undefined ? describe.skip : describe;
const NOT_REPORTS = ['libnmap-defused_et_included.xml', 'libnmap-defused_et_local_includer.xml'];

const title =
  folder === undefined
    ? 'reports that others made (skipped: neither SCANFLEET_SAMPLES nor ../shared/samples is a folder with them)'
    : 'reports that others made';

describeSamples(title, () => {
  const sample = (name: string): Buffer => readFileSync(join(folder ?? '', name));

  it.each(samples.filter((name) => !NOT_REPORTS.includes(name)))('%s gives what xml2js sees in it', async (name) => {
    const bytes = sample(name);
    const { hosts, refusal, events } = readAny(bytes);
    expect(refusal).toBeUndefined();
    expect(hosts).toStrictEqual(await secondReading(bytes.toString()));
    expect(events.some((event) => event.kind === 'host' || event.kind === 'problem' || event.kind === 'finished')).toBe(
      true,
    );
  });

  it.each(['libnmap-1_hosts_down.xml', 'libnmap-2_null_hosts.xml', 'ullaakut-scan_invalid_services.xml'])(
    '%s cut at every byte keeps every complete host',
    (name) => {
      const bytes = sample(name);
      const whole = hostEvents(readAny(bytes).events);
      for (let length = 0; length < bytes.length; length++) {
        const { events, refusal } = readReport(ReportFormat.NmapXml, bytes.subarray(0, length));
        expect(refusal).toBeUndefined();
        expect(hostEvents(events)).toEqual(whole.filter((event) => event.endOffset <= length));
      }
    },
  );

  it.each(NOT_REPORTS)('%s is refused', (name) => {
    const { hosts, refusal } = readAny(sample(name));
    expect(hosts).toEqual([]);
    expect(refusal?.code).toMatch(/^(not_a_report|entity_refused)$/);
    expect(refusal?.message).toMatch(/file comes from|Choose the file/);
  });

  it.each([
    ['ullaakut-scan_error_other.xml', 'Unsupported error'],
    ['ullaakut-scan_error_resolving_name.xml', 'Error resolving name localhost'],
  ])("%s gives the scanner's own error", (name, error) => {
    const finished = readAny(sample(name)).events.find((event) => event.kind === 'finished');
    expect(finished).toMatchObject({ exit: 'error', error });
  });
});
