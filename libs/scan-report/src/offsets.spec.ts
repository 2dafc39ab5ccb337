import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createReportReader } from './create-report-reader.js';
import { detectFormat } from './detect-format.js';
import type { ReportContext } from './report-event.js';
import { ReportFormat } from './report-event.js';
import { fixture, fixtureNames, host, hostEvents, nmapReport, readReport } from './test-data/reports.js';

/** Multi-byte characters, look-alike ends in comments and CDATA, odd white space: all that could shift an offset. */
const awkward = nmapReport(
  host('192.0.2.1', '<hostnames><hostname name="gr\u00fc\u00dfe-\u{1f600}.invalid" type="PTR"/></hostnames>') +
    '<!-- </host> </host > \u20ac -->' +
    host('192.0.2.2', '<![CDATA[ </host> > \u{1f600} ]]>') +
    '<taskprogress task="SYN" time="1" percent="5.5"/>' +
    host('192.0.2.3', '<hostnames><hostname name="a > b" type="PTR"/></hostnames>').replace('</host>', '</host \n\t>') +
    '<host/><hosthint></hosthint>' +
    host('192.0.2.4', '<hostscript><script id="x" output="caf&#xc3;&#xa9;&#x1;"/></hostscript>'),
);

const reports: [string, ReportFormat, Buffer][] = [
  ['awkward XML', ReportFormat.NmapXml, awkward],
  ...['.xml', '.gnmap', '.json', '.ndjson', '.list'].flatMap(fixtureNames).flatMap((name) => {
    const bytes = fixture(name);
    const format = detectFormat(bytes);
    return format ? [[name, format, bytes] as [string, ReportFormat, Buffer]] : [];
  }),
];

describe.each(reports)('%s', (_, format, bytes) => {
  const whole = readReport(format, bytes);

  it('holds hosts whose end offsets are exactly behind their last byte', () => {
    const ends = hostEvents(whole.events).map((event) => event.endOffset);
    expect(ends.length).toBeGreaterThan(0);
    for (const end of ends) {
      expect(bytes.subarray(0, end).toString()).toMatch(/<\/host\s*>$|\}$|\n$/);
    }
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
  });

  it('gives the same events however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        expect(readReport(format, bytes, { sizes })).toEqual(whole);
      }),
      { numRuns: 30 },
    );
    expect(readReport(format, bytes, { sizes: [1] })).toEqual(whole);
  });

  it('goes on at every host boundary, in another reader, with the same hosts and offsets', () => {
    const reader = createReportReader(format);
    const stops: { offset: number; context: ReportContext }[] = [];
    for (const byte of bytes) {
      const events = reader.write(Uint8Array.of(byte));
      const context = JSON.parse(JSON.stringify(reader.context())) as ReportContext;
      for (const event of hostEvents(events)) stops.push({ offset: event.endOffset, context });
    }
    for (const [index, resumeAt] of stops.entries()) {
      const rest = readReport(format, bytes.subarray(resumeAt.offset), { resumeAt, sizes: [97] });
      const after = whole.events.indexOf(hostEvents(whole.events)[index] ?? { kind: 'progress', task: '', percent: 0 });
      expect(rest.refusal).toBeUndefined();
      expect(rest.events.filter((event) => event.kind !== 'problem')).toEqual(
        whole.events.slice(after + 1).filter((event) => event.kind !== 'problem'),
      );
    }
  });
});

describe.each(reports.filter(([name]) => /awkward|killed|ping|skipped|masscan/.test(name)))(
  '%s, cut at every byte',
  (_, format, bytes) => {
    const whole = hostEvents(readReport(format, bytes).events);

    it('keeps every complete host and is never refused', () => {
      for (let length = 0; length < bytes.length; length++) {
        const { events, refusal } = readReport(format, bytes.subarray(0, length));
        expect(refusal).toBeUndefined();
        expect(hostEvents(events)).toEqual(whole.filter((event) => event.endOffset <= length));
      }
    });
  },
);

describe('a report cut short', () => {
  it.each([
    ['', 'empty'],
    ['<?xml version="1.0"?>\n<nmaprun scanner="nm', 'before its first element'],
    ['<nmaprun scanner="nmap"><host><address addr="192.0.2.1"/><ports>', 'inside a host record (192.0.2.1)'],
    ['<nmaprun scanner="nmap"><scaninfo type="s', 'inside a tag'],
    ['<nmaprun scanner="nmap">\n', 'without its closing statistics'],
    ['<nmaprun scanner="nmap"><runstats><finished time="1"/></runstats>\n', 'only its last tags'],
  ])('%j says what is missing', (text, missing) => {
    const { events } = readReport(ReportFormat.NmapXml, Buffer.from(text));
    expect(events.at(-1)).toMatchObject({ kind: 'problem', code: 'truncated', offset: text.length });
    expect(events.at(-1)).toHaveProperty('message', expect.stringContaining(missing));
  });

  it('by a killed nmap keeps its finished hosts', () => {
    const { hosts, events } = readReport(ReportFormat.NmapXml, fixture('nmap-killed.xml'));
    expect(hosts.map(({ address, status }) => [address, status])).toEqual([['10.77.0.1', 'up']]);
    expect(events.at(-1)).toMatchObject({ code: 'truncated' });
  });
});

describe('a resume point', () => {
  const reading = (offset: number, context: ReportContext) => () =>
    createReportReader(ReportFormat.NmapXml, { resumeAt: { offset, context } });

  it('of another format, without a beginning or with an impossible offset is refused', () => {
    expect(reading(10, { format: ReportFormat.MasscanJson })).toThrow(/masscan-json report, not to nmap-xml/);
    expect(reading(10, { format: ReportFormat.NmapXml })).toThrow(/lacks the report's beginning/);
    expect(reading(-1, { format: ReportFormat.NmapXml })).toThrow(/not a byte offset/);
  });

  it('at offset 0 is the beginning', () => {
    expect(reading(0, { format: ReportFormat.NmapXml })().write(nmapReport(host('192.0.2.1')))).toHaveLength(2);
  });
});
