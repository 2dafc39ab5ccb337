import { describe, expect, it } from '@jest/globals';
import { detectFormat } from '../detect-format.js';
import type { Observation } from '../observation.js';
import { ReportFormat } from '../report-event.js';
import { fixture, readAny, readReport } from '../test-data/reports.js';

const record = (port: number): string =>
  `{   "ip": "192.0.2.1",   "timestamp": "1700000000", "ports": [ {"port": ${port}, "proto": "tcp", "status": "open", "reason": "syn-ack", "ttl": 64} ] }`;
const readJson = (text: string): ReturnType<typeof readReport> =>
  readReport(ReportFormat.MasscanJson, Buffer.from(text));
const ports = (hosts: Observation[]): (number | undefined)[] => hosts.map((host) => host.services[0]?.port);

describe("masscan's own scan", () => {
  it.each(['masscan.xml', 'masscan.json', 'masscan.ndjson', 'masscan.list', 'masscan.gnmap'])(
    'is read from %s: open ports of TCP and UDP, and an answer to ping',
    (name) => {
      const { hosts, refusal, events } = readAny(fixture(name));
      expect(refusal).toBeUndefined();
      expect(events.filter((event) => event.kind === 'problem')).toEqual([]);
      expect(new Set(hosts.map(({ address, status }) => `${address} ${status}`))).toEqual(new Set(['10.77.0.2 up']));
      const services = hosts
        .flatMap((host) => host.services)
        .map(({ protocol, port, state }) => `${protocol} ${port} ${state}`);
      expect(services).toEqual(expect.arrayContaining(['tcp 2323 open', 'udp 5005 open']));
      expect(hosts.some((host) => host.services.length === 0)).toBe(true);
    },
  );

  it.each(['masscan.xml', 'masscan.json', 'masscan.ndjson', 'masscan.list'])('gives the same banner in %s', (name) => {
    const banners = readAny(fixture(name))
      .hosts.flatMap((host) => host.services)
      .filter(({ port, banner }) => port === 2323 && banner);
    expect(banners.map(({ banner }) => banner)).toEqual([
      'hello \x01\x02\x1b[31m\ufffd <&"\'> \u00e9 \u00ff ]]> -- fixture\r\n',
    ]);
  });
});

describe("masscan's JSON", () => {
  it.each([
    ['whole', `[\n${record(1)}\n,\n${record(2)}\n]\n`],
    ['without its closing bracket', `[\n${record(1)}\n,\n${record(2)}\n`],
    ['with a trailing comma', `[\n${record(1)},\n${record(2)},\n]\n`],
    ['with the old unquoted end', `[\n${record(1)},\n${record(2)},\n{finished: 1}\n]\n`],
    ['without brackets and commas', `${record(1)}\n${record(2)}\n`],
    ['with a byte order mark', `\ufeff[${record(1)},${record(2)}]`],
  ])('is read %s', (_, text) => {
    const { hosts, refusal, events } = readJson(text);
    expect(refusal).toBeUndefined();
    expect(ports(hosts)).toEqual([1, 2]);
    expect(events.some((event) => event.kind === 'problem')).toBe(false);
  });

  it('of a scan that found nothing is an empty file', () => {
    expect(readReport(ReportFormat.MasscanJson, fixture('masscan-nothing.json'))).toEqual({
      events: [],
      hosts: [],
      refusal: undefined,
    });
  });

  it('cut inside a record keeps the records before', () => {
    const { hosts, events } = readJson(`[\n${record(1)}\n,\n${record(2).slice(0, 40)}`);
    expect(ports(hosts)).toEqual([1]);
    expect(events.at(-1)).toMatchObject({ code: 'truncated' });
  });

  it('goes on behind records that are broken, foreign or too long', () => {
    const broken = [
      '{ "ip": "192.0.2.1", }',
      '{"ip":"no","ports":[{"port":1,"proto":"tcp"}]}',
      '{}',
      record(1).replace('"tcp"', `"${'x'.repeat(5000)}"`),
    ];
    for (const [index, text] of broken.entries()) {
      const { hosts, events } = readReport(ReportFormat.MasscanJson, Buffer.from(`[\n${text}\n,\n${record(2)}\n]`), {
        limits: { recordBytes: 1000 },
      });
      expect([index, ports(hosts)]).toEqual([index, [2]]);
      expect(events.filter((event) => event.kind === 'problem').map((event) => event.code)).toEqual(['record_skipped']);
    }
  });

  it('holds several ports of one record together', () => {
    const text =
      '{"ip":"2001:DB8::1","timestamp":"1","ports":[{"port":1,"proto":"tcp","status":"open"},{"port":2,"proto":"sctp","status":"closed"}]}';
    const { hosts } = readJson(text);
    expect(hosts).toMatchObject([
      {
        address: '2001:db8::1',
        endedAt: 1000,
        services: [
          { port: 1, protocol: 'tcp' },
          { port: 2, protocol: 'sctp', state: 'closed' },
        ],
      },
    ]);
  });

  it('is refused where it is something else', () => {
    expect(readJson('hello').refusal?.code).toBe('not_a_report');
    expect(readJson('<nmaprun>{}').refusal?.code).toBe('not_a_report');
  });
});

describe("masscan's list", () => {
  it('skips lines that make no sense and refuses a file that begins with one', () => {
    const text =
      '#masscan\nopen tcp 80 192.0.2.1 1\nopen tcp 99999 192.0.2.1 1\nnonsense\nopen tcp 81 192.0.2.1 1\n# end\n';
    const { hosts, events } = readReport(ReportFormat.MasscanList, Buffer.from(text));
    expect(ports(hosts)).toEqual([80, 81]);
    expect(events.filter((event) => event.kind === 'problem')).toHaveLength(2);
    expect(readReport(ReportFormat.MasscanList, Buffer.from('nonsense\n')).refusal?.code).toBe('not_a_report');
  });
});

describe('format detection', () => {
  it.each([
    ['nmap-everything.xml', ReportFormat.NmapXml],
    ['nmap-everything.gnmap', ReportFormat.NmapGrepable],
    ['masscan.xml', ReportFormat.MasscanXml],
    ['masscan.json', ReportFormat.MasscanJson],
    ['masscan.ndjson', ReportFormat.MasscanJson],
    ['masscan.list', ReportFormat.MasscanList],
    ['masscan.gnmap', ReportFormat.NmapGrepable],
  ])('knows %s as %s', (name, format) => {
    expect(detectFormat(fixture(name))).toBe(format);
  });

  it.each(['', '<?xml version="1.0"?>', '<html>', 'hello', '{"a":1}'])('does not guess at %j', (text) => {
    expect(detectFormat(Buffer.from(text))).toBeUndefined();
  });
});
