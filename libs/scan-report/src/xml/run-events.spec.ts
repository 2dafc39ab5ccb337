import { describe, expect, it } from '@jest/globals';
import { createReportReader } from '../create-report-reader.js';
import { ReportFormat } from '../report-event.js';
import { fixture, host, readAny, readReport } from '../test-data/reports.js';

describe('the events around the hosts of an nmap report', () => {
  const { events } = readAny(fixture('nmap-everything.xml'));

  it('begin with what the scan is', () => {
    expect(events[0]).toMatchObject({
      kind: 'start',
      scanner: 'nmap',
      version: '7.93',
      scanInfo: [{ type: 'syn', protocol: 'tcp', count: 9, services: '81-85,2323,8080,8443,9999' }],
    });
    expect(events[0]).toHaveProperty('args', expect.stringContaining('nmap -n -A'));
    expect(events[0]).toHaveProperty('startedAt', expect.any(Number));
  });

  it('tell the progress', () => {
    const progress = events.filter((event) => event.kind === 'progress');
    expect(progress.length).toBeGreaterThan(0);
    for (const event of progress) {
      expect(event.task).not.toBe('');
      expect(event.percent).toBeGreaterThanOrEqual(0);
      expect(event.percent).toBeLessThanOrEqual(100);
    }
  });

  it('end with how it ended', () => {
    expect(events.at(-1)).toMatchObject({ kind: 'finished', exit: 'success', hostsUp: 1, hostsDown: 0, hostsTotal: 1 });
    expect(events.at(-1)).toHaveProperty('elapsedSeconds', expect.any(Number));
  });

  it('come as soon as their bytes do', () => {
    const reader = createReportReader(ReportFormat.NmapXml);
    expect(reader.write(Buffer.from('<nmaprun scanner="nmap">\n<verbose level="0"/>\n'))).toMatchObject([
      { kind: 'start' },
    ]);
    expect(
      reader.write(
        Buffer.from('<taskprogress task="SYN Stealth Scan" time="1" percent="12.5" remaining="7" etc="1700000000"/>'),
      ),
    ).toEqual([
      { kind: 'progress', task: 'SYN Stealth Scan', percent: 12.5, remainingSeconds: 7, etc: 1_700_000_000_000 },
    ]);
    expect(reader.write(Buffer.from(host('192.0.2.1')))).toMatchObject([{ kind: 'host' }]);
  });

  it('repeat the start where a scaninfo comes late', () => {
    const xml = '<nmaprun><verbose/><scaninfo type="syn" protocol="tcp" numservices="1" services="80"/></nmaprun>';
    const starts = readReport(ReportFormat.NmapXml, Buffer.from(xml)).events;
    expect(starts).toMatchObject([
      { kind: 'start', scanInfo: [] },
      { kind: 'start', scanInfo: [{ services: '80' }] },
    ]);
  });

  it('say the target that nmap skipped, and a foreign encoding', () => {
    const xml =
      '<?xml version="1.0" encoding="ISO-8859-1"?><nmaprun><target specification="x" status="skipped" reason="invalid"/></nmaprun>';
    const codes = readReport(ReportFormat.NmapXml, Buffer.from(xml)).events.flatMap((event) =>
      event.kind === 'problem' ? [event.code] : [],
    );
    expect(codes).toEqual(['encoding_ignored', 'target_skipped']);
  });
});

describe("a script's structured output", () => {
  const dataOf = (inside: string): unknown =>
    readReport(
      ReportFormat.NmapXml,
      Buffer.from(
        `<nmaprun>${host('192.0.2.1', `<hostscript><script id="x" output="">${inside}</script></hostscript>`)}</nmaprun>`,
      ),
    ).hosts[0]?.hostScripts[0]?.data;

  it('is absent where there is none', () => {
    expect(dataOf('')).toBeUndefined();
  });

  it('is an array without keys and an object with keys, nested', () => {
    expect(dataOf('<elem>a</elem><table><elem key="k">v</elem><table/></table>')).toEqual(['a', { k: 'v', '0': [] }]);
  });

  it('keeps all values of a key that comes again', () => {
    expect(dataOf('<elem key="ou">One</elem><elem key="ou">Two</elem><elem key="ou">Three</elem>')).toEqual({
      ou: ['One', 'Two', 'Three'],
    });
    expect(dataOf('<table key="t"><elem>1</elem></table><table key="t"><elem>2</elem></table>')).toEqual({
      t: [['1'], ['2']],
    });
  });
});
