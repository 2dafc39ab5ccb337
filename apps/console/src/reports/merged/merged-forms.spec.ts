import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  createReportReader,
  type FinishedEvent,
  type Observation,
  type ReportFormat,
  type StartEvent,
  type StartInfo,
} from '@scanfleet/scan-report';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { Refusal } from '../../platform/http/refusal.js';
import { chooseForm } from './choose-form.js';
import type { MergedForm } from './form.js';
import { masscanJson, masscanList, masscanXml } from './masscan-forms.js';
import { mergedStart } from './merged-start.js';
import { nmapGrepable } from './nmap-grepable.js';
import { nmapNormal } from './nmap-normal.js';
import { nmapXml } from './nmap-xml.js';

interface Xml2js {
  parseStringPromise(text: string): Promise<Record<string, Record<string, unknown>>>;
}
const xml2js = createRequire(import.meta.url)('xml2js') as Xml2js;

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../../../libs/scan-report/fixtures', name));

function read(format: ReportFormat, bytes: Uint8Array) {
  const reader = createReportReader(format);
  const events = [...reader.write(bytes), ...reader.end()];
  return {
    hosts: events.flatMap((event) => (event.kind === 'host' ? [event.observation] : [])),
    start: events.findLast((event): event is StartEvent => event.kind === 'start'),
    finished: events.find((event): event is FinishedEvent => event.kind === 'finished'),
    problems: events.filter(({ kind }) => kind === 'problem'),
  };
}

const at = Date.UTC(2026, 10, 22, 2, 34, 56);
const tail = { up: 1, down: 0, total: 1, startedAt: at, endedAt: at + 90_500, incomplete: null };
const start: StartInfo = {
  scanner: 'nmap',
  version: '7.93',
  args: 'nmap -sS',
  startedAt: at,
  scanInfo: [{ type: 'syn', protocol: 'tcp', count: 2, services: '22,80' }],
};

function write(
  form: MergedForm,
  hosts: readonly Observation[],
  head = { start, notes: ['A note -- of ours.'] },
): string {
  return form.head(head) + hosts.map((host, index) => form.host(host, index === 0)).join('') + form.tail(tail);
}

/** Text as a hostile host may choose it. */
const hostile = fc
  .array(
    fc.constantFrom(
      ...[
        '<',
        '>',
        '&',
        '"',
        "'",
        '</host>',
        '<host>',
        ']]>',
        '<!--',
        '-->',
        '&#0;',
        '\n',
        '\r',
        '\t',
        ' ',
        '/',
        '|',
        '\\',
      ],
      ...['Host: 6.6.6.6 ()\tStatus: Up', ', 22/open/tcp//x///', '\u001b[31m', 'é', '\u202e', 'a', '{}', '\ud800'],
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => `x${parts.join('')}x`);

describe("nmap's merged forms", () => {
  it.each([
    'nmap-everything',
    'nmap-loopback',
    'nmap-ping',
    'nmap-udp',
    'nmap-protocols',
    'nmap-timed-out',
    'nmap-ipv6',
    'nmap-killed',
  ])('tell in XML all that %s told', async (name) => {
    const before = read('nmap-xml', fixture(`${name}.xml`));
    const text = write(nmapXml, before.hosts, {
      start: { ...before.start, scanner: 'nmap', scanInfo: before.start?.scanInfo ?? [] },
      notes: [],
    });
    const after = read('nmap-xml', Buffer.from(text));
    expect(after.hosts).toEqual(before.hosts);
    expect(after.problems).toEqual([]);
    expect(after.start).toEqual(before.start);
    const seen = (await xml2js.parseStringPromise(text))['nmaprun'];
    expect((seen?.['host'] as unknown[] | undefined)?.length ?? 0).toBe(before.hosts.length);
  });

  it('end with what was computed, and say when it is not all', () => {
    expect(read('nmap-xml', Buffer.from(write(nmapXml, []))).finished).toMatchObject({
      exit: 'success',
      hostsUp: 1,
      hostsDown: 0,
      hostsTotal: 1,
      elapsedSeconds: 90.5,
    });
    const open = nmapXml.head({ start, notes: [] }) + nmapXml.tail({ ...tail, incomplete: 'It runs.' });
    expect(read('nmap-xml', Buffer.from(open)).finished).toMatchObject({ exit: 'error', error: 'It runs.' });
  });

  it.each(['nmap-everything', 'nmap-ping', 'nmap-protocols', 'nmap-timed-out'])(
    'tell in grepable form what %s told',
    (name) => {
      const wanted = read('nmap-grepable', fixture(`${name}.gnmap`));
      const written = write(nmapGrepable, read('nmap-xml', fixture(`${name}.xml`)).hosts);
      const got = read('nmap-grepable', Buffer.from(written));
      const facts = ({ address, status, timedOut, services }: Observation) => ({
        ...{ address, status, timedOut },
        services: services.map(({ protocol, port, state, tunnel }) => ({ protocol, port, state, tunnel })),
      });
      expect(got.hosts.map(facts)).toEqual(wanted.hosts.map(facts));
      expect(got.problems).toEqual([]);
      expect(got.finished).toMatchObject({ hostsUp: 1, hostsTotal: 1, elapsedSeconds: 90.5 });
      expect(written).toContain('# Ports scanned: TCP(2;22,80) UDP(0;) SCTP(0;) PROTOCOLS(0;)\n');
    },
  );

  it('tell people what they know from nmap', () => {
    const text = write(nmapNormal, read('nmap-xml', fixture('nmap-everything.xml')).hosts);
    expect(text).toMatch(/^# Nmap 7\.93 scan initiated Sun Nov 22 02:34:56 2026 as: nmap -sS\n/);
    expect(text).toMatch(/\nNmap scan report for 10\.77\.0\.2\nHost is up, received arp-response \(\S+s latency\)\.\n/);
    expect(text).toMatch(/\nPORT +STATE +SERVICE +VERSION\n/);
    expect(text).toMatch(/\n8080\/tcp +open +http-proxy +Fixture\/1\.0/);
    expect(text).toMatch(/\n\|_?\S+: /);
    expect(text).toMatch(
      /# Nmap done at \S+ Nov 22 02:36:26 2026 -- 1 IP address \(1 host up\) scanned in 90\.50 seconds\n$/,
    );
  });

  it('let no text of a host out of its place', async () => {
    const [base] = read('nmap-xml', fixture('nmap-everything.xml')).hosts;
    if (!base) throw new Error('the fixture has a host');
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const host: Observation = {
          ...base,
          names: [{ name: text, type: text }],
          vendor: text,
          comment: text,
          statusReason: text,
          hostScripts: [{ id: text, output: text, data: { [text]: [text, { [text]: text }] } }],
          services: [
            {
              protocol: 'tcp',
              port: 22,
              state: 'open',
              reason: text,
              name: text,
              product: text,
              cpes: [text],
              scripts: [{ id: text, output: text }],
            },
          ],
          os: { matches: [{ name: text, accuracy: 100, classes: [] }], portsUsed: [], fingerprint: text },
        };
        const hosts = [
          host,
          { ...host, address: '10.0.0.9', addresses: [{ family: 4 as const, address: '10.0.0.9' }] },
        ];
        const xml = write(nmapXml, hosts);
        const after = read('nmap-xml', Buffer.from(xml));
        expect(after.problems).toEqual([]);
        expect(after.hosts.map(({ address }) => address)).toEqual([base.address, '10.0.0.9']);
        const kept = text.toWellFormed().replaceAll('\u001b', '\ufffd');
        expect(after.hosts[0]?.names[0]?.name).toBe(kept);
        expect(after.hosts[0]?.hostScripts[0]).toEqual({
          id: kept,
          output: kept,
          data: { [kept]: [kept, { [kept]: kept }] },
        });
        expect(((await xml2js.parseStringPromise(xml))['nmaprun']?.['host'] as unknown[]).length).toBe(2);
        const grepable = read('nmap-grepable', Buffer.from(write(nmapGrepable, hosts)));
        expect(new Set(grepable.hosts.map(({ address }) => address))).toEqual(new Set([base.address, '10.0.0.9']));
        expect(grepable.hosts.flatMap(({ services }) => services).map(({ port }) => port)).toEqual([22, 22]);
        const normal = write(nmapNormal, hosts);
        expect(normal).not.toContain('\u001b');
        expect(normal.split('\n').filter((line) => line.startsWith('Nmap scan report for'))).toHaveLength(2);
      }),
      { seed: 1 },
    );
  });
});

describe("masscan's merged forms", () => {
  const files: [string, ReportFormat][] = [
    ['masscan.xml', 'masscan-xml'],
    ['masscan.json', 'masscan-json'],
    ['masscan.list', 'masscan-list'],
  ];
  const written: [string, MergedForm, ReportFormat][] = [
    ['XML', masscanXml, 'masscan-xml'],
    ['JSON', masscanJson, 'masscan-json'],
    ['a list', masscanList, 'masscan-list'],
  ];
  // The reason of an answer is in neither a list nor a banner's record, its time to live neither.
  const facts = ({ address, endedAt, services }: Observation) => ({
    ...{ address, endedAt },
    services: services.map(({ protocol, port, state, name, banner }) => ({ protocol, port, state, name, banner })),
  });

  it.each(files.flatMap((file) => written.map((form) => [...file, ...form] as const)))(
    'tell what %s (%s) told in %s',
    (file, format, _, form, target) => {
      const before = read(format, fixture(file));
      const after = read(target, Buffer.from(write(form, before.hosts)));
      expect(after.hosts.map(facts)).toEqual(before.hosts.map(facts));
      expect(after.problems).toEqual([]);
    },
  );

  it.each(written)('let no text of a host out of its place in %s', (_, form, format) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [base] = read(
          'masscan-list',
          Buffer.from('#masscan\nbanner tcp 80 10.0.0.1 1700000000 http x\n# end\n'),
        ).hosts;
        const [service] = base?.services ?? [];
        if (!base || !service) throw new Error('the record is one');
        const host = { ...base, services: [{ ...service, banner: text }] };
        const after = read(format, Buffer.from(write(form, [host, host])));
        expect(after.problems).toEqual([]);
        expect(after.hosts.map(({ services }) => services[0]?.banner)).toEqual([
          text.toWellFormed(),
          text.toWellFormed(),
        ]);
      }),
      { seed: 1 },
    );
  });

  it('are well-formed XML', async () => {
    const text = write(masscanXml, read('masscan-xml', fixture('masscan.xml')).hosts);
    expect(((await xml2js.parseStringPromise(text))['nmaprun']?.['host'] as unknown[]).length).toBe(9);
  });

  it('are a JSON document', () => {
    expect(JSON.parse(write(masscanJson, read('masscan-json', fixture('masscan.json')).hosts))).toHaveLength(9);
    expect(JSON.parse(write(masscanJson, []))).toEqual([]);
  });
});

describe('the beginning of a merged report', () => {
  it('is that of the first report, with the ports of all', () => {
    const other = {
      scanner: 'nmap',
      args: 'later',
      scanInfo: [{ type: 'syn', protocol: 'tcp', count: 1, services: '443' }],
    };
    expect(mergedStart('nmap', [start, other])).toEqual({
      ...start,
      scanInfo: [{ type: 'syn', protocol: 'tcp', count: 3, services: '22,80,443' }],
    });
    expect(mergedStart('nmap', [])).toEqual({ scanner: 'nmap', scanInfo: [] });
  });
});

describe('the choice of a form', () => {
  it('names what fits where a format does not', () => {
    expect(chooseForm('nmap', 'normal')).toBe(nmapNormal);
    for (const [scanner, format, fitting] of [
      ['nmap', 'json', 'xml, grepable or normal'],
      ['masscan', 'grepable', 'xml, json or list'],
    ] as const) {
      expect(() => chooseForm(scanner, format)).toThrow(Refusal);
      expect(() => chooseForm(scanner, format)).toThrow(fitting);
    }
  });
});
