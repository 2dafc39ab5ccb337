import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultLimits } from '../reader-limits.js';
import { fixture, fixtureNames, nmapReport, readReport, samplesFolder } from '../test-data/reports.js';
import type { HostBuilder } from './host-builder.js';
import { PlainHostReader } from './plain-host.js';

const reports = [...fixtureNames('.xml').map(fixture), ...xmlSamples().map((path) => readFileSync(path))];
/** Every host record of every report at hand, as it was written. */
const hosts = reports.flatMap((bytes) => bytes.toString().match(/<host[ >][^]*?<\/host\s*>/g) ?? []);
const short = hosts.filter((text) => text.length < 4000);

function readPlainHost(record: string): HostBuilder | undefined {
  return new PlainHostReader(defaultLimits).read(Buffer.from(record), record);
}

/** What the reader makes of one record, without what depends on where it stands. */
function reading(record: string): unknown {
  const { events, refusal } = readReport(
    'nmap-xml',
    nmapReport(`<scaninfo type="syn" protocol="tcp" services="1"/>\n${record}`),
  );
  const told = events.flatMap((event): unknown[] => {
    if (event.kind === 'host') return [event.observation];
    return event.kind === 'problem' ? [event.code] : [];
  });
  return { told, refusal: refusal?.code };
}

/** The same record for the general parser: a comment is nothing that a plain host has. */
function forGeneralParser(record: string): string {
  return record.replace(/^(<host[^>]*>)/, '$1<!-- -->');
}

describe('a host in plain form', () => {
  it('is what scanners write nearly always', () => {
    expect(hosts.length).toBeGreaterThan(20);
    const plain = hosts.filter((text) => readPlainHost(text));
    expect(plain.length / hosts.length).toBeGreaterThan(0.8);
  });

  it('is read as the general parser reads it', () => {
    for (const record of hosts) expect(reading(record)).toEqual(reading(forGeneralParser(record)));
  });

  it('is read as the general parser reads it, or left to that, however it is damaged', () => {
    const mark = fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '\n',
      '\t',
      '\r',
      '\0',
      '\x01',
      '&lt;',
      '&#xa;',
      '&#xA;',
      '&#10;',
      '&bogus;',
      '&amp',
      ']]>',
      '<!-- -->',
      '<![CDATA[x]]>',
      '<?x y?>',
      '<b/>',
      '</b>',
      '<elem>',
      '</host>',
      ' a="b"',
      ' a="b" a="c"',
      ' __proto__="x"',
      ' constructor="x"',
      'é',
      '\u{1f600}',
      '\ud800',
      '\ufffe',
      'x="',
      ' key = "v"',
      '<elem key="k">a<b/>c</elem>',
      '-:.',
      '9a="1"',
    );
    const damage = fc.record({
      record: fc.constantFrom(...short),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.constantFrom(0, 0, 1, 3, 12),
      put: fc.oneof(mark, fc.constantFrom('', 'x', '0', 'é', '&lt;', '&#xa;'), fc.string({ maxLength: 3 })),
    });
    let plain = 0;
    fc.assert(
      fc.property(damage, ({ record, place, removed, put }) => {
        const at = Math.floor(place * record.length);
        const damaged = record.slice(0, at) + put + record.slice(at + removed);
        // Damage to the first tag may hide the place for the comment; then both ways are the general one.
        if (readPlainHost(damaged)) plain += 1;
        expect(reading(damaged)).toEqual(reading(forGeneralParser(damaged)));
      }),
      { numRuns: 4000 },
    );
    expect(plain).toBeGreaterThan(200);
  });

  it.each([
    ['a control character', '<hostnames><hostname name="a&#x1;b" type="PTR"/></hostnames>'],
    ['an attribute that stands twice', '<hostnames><hostname name="a" name="b" type="PTR"/></hostnames>'],
    ['an unknown entity', '<hostnames><hostname name="&nbsp;" type="PTR"/></hostnames>'],
    ['single quotes', "<hostnames><hostname name='a' type='PTR'/></hostnames>"],
    ['a line break in a value', '<hostnames><hostname name="a\nb" type="PTR"/></hostnames>'],
    ['text between elements', 'text'],
    ['an unclosed element', '<hostnames>'],
  ])('is not one with %s', (_, inside) => {
    const record = `<host><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/>${inside}</host>`;
    expect(readPlainHost(record.replace(inside, ''))?.observation.address).toBe('192.0.2.1');
    expect(readPlainHost(record)).toBeUndefined();
  });

  it.each([{ attributes: 1 }, { valueLength: 5 }, { depth: 3 }, { markupBytes: 40 }])(
    'obeys the limits as the general parser does: %j',
    (limits) => {
      const record = hosts.find((text) => text.includes('<hostname ')) ?? '';
      const read = (text: string): unknown => {
        const { hosts: found, refusal } = readReport('nmap-xml', nmapReport(text), { limits });
        return { found, refusal: refusal?.code };
      };
      expect(record).not.toBe('');
      expect(read(record)).toEqual(read(forGeneralParser(record)));
    },
  );
});

function xmlSamples(): string[] {
  const folder = samplesFolder();
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.xml'))
    .map((name) => join(folder, name));
}
