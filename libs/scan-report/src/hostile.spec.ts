import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createReportReader } from './create-report-reader.js';
import { detectFormat } from './detect-format.js';
import { ProblemCode, ReportFormat } from './report-event.js';
import { ReportRefused } from './report-refused.js';
import { host, nmapReport, readReport } from './test-data/reports.js';
import type { Reading } from './test-data/reports.js';

const read = (bytes: Uint8Array | string, limits = {}): Reading =>
  readReport(ReportFormat.NmapXml, Buffer.from(bytes), { limits });
const problems = ({ events }: Reading): string[] =>
  events.flatMap((event) => (event.kind === 'problem' ? [event.code] : []));
const script = (output: string, inside = ''): string =>
  `<hostscript><script id="x" output="${output}">${inside}</script></hostscript>`;

describe('entities', () => {
  const bomb = `<!DOCTYPE nmaprun [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><nmaprun scanner="nmap">${host('192.0.2.1')}`;

  it.each([
    ['a bomb', bomb],
    ['an external entity', '<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun>&x;</nmaprun>'],
    ['a parameter entity', '<!DOCTYPE nmaprun [<!ENTITY % x SYSTEM "http://x.invalid/">%x;]><nmaprun/>'],
  ])('declared in %s are refused before any host', (_, xml) => {
    const { refusal, hosts } = read(xml);
    expect(refusal?.code).toBe('entity_refused');
    expect(hosts).toEqual([]);
  });

  it('that nobody declared are refused', () => {
    expect(read(nmapReport(host('192.0.2.1', script('&nbsp;')))).refusal?.code).toBe('entity_refused');
  });

  it("of XML's own are read", () => {
    const reading = read(nmapReport(host('192.0.2.1', script('&lt;&gt;&amp;&quot;&apos;&#65;&#x42;'))));
    expect(reading.hosts[0]?.hostScripts[0]?.output).toBe(`<>&"'AB`);
  });
});

describe('the document type', () => {
  it.each([
    '<!DOCTYPE nmaprun>',
    '<!DOCTYPE nmaprun SYSTEM "http://x.invalid/nmap.dtd">',
    '<!DOCTYPE nmaprun PUBLIC "a" "b">',
  ])('as nmap writes it is passed over: %s', (doctype) => {
    expect(read(`${doctype}<nmaprun scanner="nmap">${host('192.0.2.1')}</nmaprun>`).hosts).toHaveLength(1);
  });

  it.each(['<!DOCTYPE html>', '<!DOCTYPE nmaprun [<!ATTLIST host comment CDATA "x">]>'])(
    'else is refused: %s',
    (doctype) => {
      expect(read(`${doctype}<nmaprun/>`).refusal?.code).toBe('doctype_refused');
    },
  );

  it('and style sheets are never fetched: they are not even looked at', () => {
    const xml = `<?xml-stylesheet href="http://x.invalid/nmap.xsl" type="text/xsl"?><nmaprun>${host('192.0.2.1')}</nmaprun>`;
    expect(read(xml).hosts).toHaveLength(1);
  });
});

describe('sizes', () => {
  it('refuses deep nesting', () => {
    const xml = nmapReport(host('192.0.2.1', script('', '<table>'.repeat(100_000))));
    expect(read(xml).refusal?.code).toBe('too_deep');
  });

  it('refuses a million attributes', () => {
    const attributes = Array.from({ length: 1_000_000 }, (_, index) => `a${index}=""`).join(' ');
    for (const size of [20_000_000, 65536, 1000]) {
      const { refusal } = readReport(ReportFormat.NmapXml, nmapReport(`<host ${attributes}></host>`), {
        sizes: [size],
      });
      expect(refusal?.code).toBe('too_many_attributes');
    }
  });

  it.each([
    ['comment', `<!--${'x'.repeat(3e6)}-->`],
    ['comment full of tags', `<!--${'<a>'.repeat(4e6)}-->`],
    ['CDATA section', `<![CDATA[${'>x'.repeat(6e6)}]]>`],
    ['tag name', `<${'x'.repeat(3e6)}/>`],
    ['processing instruction', `<?x ${'y'.repeat(3e6)}?>`],
    ['blank in a tag', `<a ${' '.repeat(3e6)}/>`],
  ])('refuses a huge %s', (_, markup) => {
    const { refusal, hosts } = readReport(
      ReportFormat.NmapXml,
      nmapReport(host('192.0.2.1') + markup + host('192.0.2.2')),
      {
        sizes: [65536],
      },
    );
    expect(refusal?.code).toMatch(/markup_too_large|malformed/);
    expect(hosts.map(({ address }) => address)).toEqual(['192.0.2.1']);
  });

  it('cuts a huge script output and reads on, whatever the pieces', () => {
    const xml = nmapReport(host('192.0.2.1', script('&lt;\u00e9'.repeat(4_000_000))) + host('192.0.2.2'));
    for (const size of [xml.length, 65536, 1_000_003]) {
      const reading = readReport(ReportFormat.NmapXml, xml, { sizes: [size] });
      expect(reading.refusal).toBeUndefined();
      expect(reading.hosts.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2']);
      expect(reading.hosts[0]?.hostScripts[0]?.output).toBe('<\u00e9'.repeat(512 * 1024));
      expect(problems(reading)).toEqual([ProblemCode.ValueTruncated]);
    }
  });

  it('cuts a huge text in the same way', () => {
    const xml = nmapReport(host('192.0.2.1', script('', `<elem>${'x'.repeat(2e7)}</elem>`)) + host('192.0.2.2'));
    const reading = readReport(ReportFormat.NmapXml, xml, { sizes: [65536] });
    expect(reading.hosts[0]?.hostScripts[0]?.data).toEqual(['x'.repeat(1024 * 1024)]);
    expect(reading.hosts[1]?.address).toBe('192.0.2.2');
  });

  it('keeps the beginning of a host that is too large, and the next hosts whole', () => {
    const ports = Array.from(
      { length: 50 },
      (_, port) => `<port protocol="tcp" portid="${port}"><state state="open"/></port>`,
    );
    const xml = nmapReport(host('192.0.2.1', `<ports>${ports.join('')}</ports>`) + host('192.0.2.2'));
    for (const limits of [{ servicesPerHost: 10 }, { hostSize: 3000 }]) {
      const reading = read(xml, limits);
      expect(problems(reading)).toEqual([ProblemCode.HostTruncated]);
      expect(reading.hosts[0]?.services.map(({ port }) => port).slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(reading.hosts[0]?.services.length).toBeLessThan(20);
      expect(reading.hosts[1]?.address).toBe('192.0.2.2');
    }
  });
});

describe('bytes', () => {
  it('that are not UTF-8 become replacement characters, with exact offsets', () => {
    const xml = Buffer.concat([
      Buffer.from('<nmaprun><host comment="'),
      Buffer.of(0xff, 0xc3, 0x28, 0xe2),
      Buffer.from('"><address addr="192.0.2.1"/></host>'),
    ]);
    const { hosts, events } = readReport(ReportFormat.NmapXml, xml, { sizes: [1] });
    expect(hosts[0]?.comment).toBe('\ufffd\ufffd(\ufffd');
    expect(events[1]).toMatchObject({ kind: 'host', endOffset: xml.length });
  });

  it('below blank are data, raw or as nmap writes them; NUL becomes a replacement character', () => {
    const raw = read(nmapReport(host('192.0.2.1', script('\x01\x1b[31m\0\x7f'))));
    const written = read(nmapReport(host('192.0.2.1', script('&#x1;&#x1b;[31m&#x0;&#127;'))));
    expect(raw.hosts[0]?.hostScripts[0]?.output).toBe('\x01\x1b[31m\ufffd\x7f');
    expect(written.hosts).toEqual(raw.hosts);
  });

  it('of one character, each written as a reference, become that character; others stay', () => {
    const { hosts } = read(
      nmapReport(host('192.0.2.1', script('caf&#xc3;&#xa9; &#xf0;&#x9f;&#x98;&#x80; &#xff;&#xfe; &#xe9;'))),
    );
    expect(hosts[0]?.hostScripts[0]?.output).toBe('caf\u00e9 \u{1f600} \u00ff\u00fe \u00e9');
  });

  it.each(['&#xd800;', '&#x110000;', '&#99999999;', '&#0;'])(
    'that are no character become a replacement: %s',
    (reference) => {
      expect(read(nmapReport(host('192.0.2.1', script(reference)))).hosts[0]?.hostScripts[0]?.output).toBe('\ufffd');
    },
  );

  it.each([
    ['UTF-16', Buffer.from('\ufeff<nmaprun>', 'utf16le'), 'encoding_refused'],
    ['gzip', Buffer.of(0x1f, 0x8b, 8, 0), 'not_a_report'],
  ])('of %s are refused with what to do', (_, bytes, code) => {
    expect(read(bytes).refusal?.code).toBe(code);
    expect(readReport(ReportFormat.NmapXml, bytes, { sizes: [1] }).refusal?.code).toBe(code);
    expect(() => detectFormat(bytes)).toThrow(ReportRefused);
  });
});

describe('what is not as nmap writes it', () => {
  it('does no harm in script tables with dangerous keys', () => {
    const inside = '<table key="__proto__"><elem key="polluted">yes</elem></table><elem key="constructor">c</elem>';
    const { hosts } = read(nmapReport(host('192.0.2.1', script('', inside))));
    expect(JSON.stringify(hosts[0]?.hostScripts[0]?.data)).toBe('{"__proto__":{"polluted":"yes"},"constructor":"c"}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is passed over where it stands in the wrong place', () => {
    const stray = `<x><address addr="192.0.2.9"/>${host('192.0.2.9')}</x><hosthint><address addr="192.0.2.8"/></hosthint>`;
    const { hosts } = read(
      nmapReport(stray + host('192.0.2.1', host('192.0.2.7') + '<port portid="1"/><x><status state="down"/></x>')),
    );
    expect(hosts).toHaveLength(1);
    expect(hosts[0]).toMatchObject({ address: '192.0.2.1', status: 'up', services: [] });
    expect(hosts[0]?.addresses).toHaveLength(1);
  });

  it('is said in problems: addresses, ports, protocols, targets', () => {
    const reading = read(
      nmapReport(
        '<target specification="192.0.2.999" status="skipped" reason="invalid"/>' +
          host('192.0.2.300') +
          host('192.0.2.1', '<ports><port portid="80"/><port protocol="tcp" portid="70000"/></ports>'),
      ),
    );
    expect(problems(reading)).toEqual([
      'target_skipped',
      'address_unreadable',
      'host_without_address',
      'protocol_assumed',
      'port_skipped',
    ]);
    expect(reading.hosts.map(({ address, services }) => [address, services.length])).toEqual([['192.0.2.1', 1]]);
  });

  it.each([
    '<nmaprun><host></nmaprun>',
    '<nmaprun><host a="<"/>',
    '<nmaprun a=b/>',
    '<nmaprun/><nmaprun/>',
    '<nmaprun/>x<!-- -->',
    '<nmaprun><a b="1" b="2"/>',
  ])('is refused where it is not well-formed: %s', (xml) => {
    const { refusal } = read(xml);
    expect(refusal?.code).toBe('malformed');
    expect(refusal?.message).toMatch(/byte \d+/);
  });

  it.each(['plain text', '{"a":1}', '<html></html>'])('is refused where it is no nmap XML at all: %s', (text) => {
    expect(read(text).refusal?.code).toMatch(/not_a_report|malformed/);
  });
});

describe('a refusal', () => {
  const bad = nmapReport(`${host('192.0.2.1')}<host>&x;</host>`);

  it('comes after the hosts before it, and again on every later call', () => {
    const reader = createReportReader(ReportFormat.NmapXml);
    expect(reader.write(bad).filter((event) => event.kind === 'host')).toHaveLength(1);
    expect(() => reader.write(bad)).toThrow(ReportRefused);
    expect(() => reader.end()).toThrow(ReportRefused);
  });

  it('says the byte at which reading stopped', () => {
    const { refusal } = read(bad);
    expect(bad.subarray(0, refusal?.offset).toString()).toMatch(/&x;$/);
  });

  it('is the only thing ever thrown, whatever the bytes', () => {
    const report = nmapReport(
      host('192.0.2.1', script('a&#xa;b', '<table><elem key="k">v</elem></table>')) + host('192.0.2.2'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(ReportFormat)),
        fc.array(fc.tuple(fc.nat(report.length - 1), fc.constantFrom(...Buffer.from('<>&;"\'=/![]{}-?\0\xff\n a0')))),
        fc.integer({ min: 1, max: 200 }),
        (format, changes, size) => {
          const bytes = Buffer.from(report);
          for (const [at, byte] of changes) bytes[at] = byte;
          // Throws by itself what is not a ReportRefused.
          const reading = readReport(format, bytes, { sizes: [size] });
          expect(reading.refusal?.code).toBe(readReport(format, bytes).refusal?.code);
        },
      ),
      { numRuns: 500 },
    );
  });
});
