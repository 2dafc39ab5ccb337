import { describe, expect, it } from '@jest/globals';
import {
  aHostileMessage,
  aLine,
  aLongMessage,
  aMessage,
  aTestScan,
  hostileTexts,
} from '../../../test/alert-messages.js';
import { messageHtml } from './html.js';
import { mailSubject } from './mail-letter.js';
import { fittingLines, messageText, plainText } from './text.js';
import { cut, shown } from './visible.js';

/** Anything by which a text hides, turns or ends a line. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const lines = (text: string): string[] => text.split('\n');

describe('a message as plain text', () => {
  it('says rule, site, what happened to the scan, each host with its lines, what is left out and where to look', () => {
    const message = aMessage({
      kind: 'scan',
      scans: [aTestScan({ event: 'partial', reason: '2 shards failed' })],
      lines: [
        aLine(),
        aLine({ port: 8443, text: 'opened: https', unconfirmed: 'the second look failed' }),
        aLine({ address: '10.0.0.9', hostName: null }),
      ],
      counts: { partial: 1, port_opened: 5 },
      more: 2,
      leftOut: { muted: 3, acknowledged: 1, flapping: 0, undone: 0 },
    });
    expect(plainText(message)).toBe(`[Scanfleet] Office: 2 changes (1 new host, 1 port opened)

Rule: new things, Site: Office
Scan partial: 2 shards failed (all ports, 10.0.0.0/24, schedule nightly)
  256 addresses, 12 hosts up, 40 open ports; from 2026-03-02 08:00 UTC to 2026-03-02 09:30 UTC
  https://scanfleet.example/scans/1
5 ports opened

10.0.0.7 (printer.example)
  tcp/22 opened: ssh OpenSSH 9.2
  tcp/8443 opened: https (not confirmed: the second look failed)
10.0.0.9
  tcp/22 opened: ssh OpenSSH 9.2

and 2 more
Not told: 3 muted, 1 acknowledged

https://scanfleet.example/scans/1
`);
  });

  it('says of a scan that begins what it will look at, and counts only what it does not name', () => {
    const begun = aTestScan({ event: 'started', plannedAddresses: '1', finishedAt: null, url: null });
    const one = { scans: [begun], lines: [], counts: { started: 1 }, rule: null, url: null };
    expect(plainText(aMessage({ ...one, kind: 'scan', subject: '[Scanfleet] Office: scan started' })))
      .toBe(`[Scanfleet] Office: scan started

Site: Office
Scan started (all ports, 10.0.0.0/24, schedule nightly)
  1 address to scan; from 2026-03-02 08:00 UTC
`);
    const digest = aMessage({
      scans: [begun, aTestScan({ hostsUp: 1, openPorts: 1 })],
      counts: { started: 1, completed: 1 },
    });
    expect(plainText(digest)).toContain('256 addresses, 1 host up, 1 open port; from');
    expect(plainText(digest)).toContain('1 scan started, 1 scan completed\n');
  });

  it.each(hostileTexts)('shows what %j hides, and lets it begin no line', (text) => {
    const all = plainText(aHostileMessage(text));
    for (const line of lines(all)) expect(line).not.toMatch(HIDDEN);
    expect(lines(all)).toHaveLength(lines(plainText(aHostileMessage('harmless'))).length);
    expect(all.length).toBeLessThan(6000);
  });
});

describe('a message as HTML', () => {
  it.each(hostileTexts)('takes %j as text and nothing else', (text) => {
    const html = messageHtml(aHostileMessage(text));
    const tags = (source: string): string[] => source.match(/<[^>]*>/g) ?? [];
    expect(tags(html)).toEqual(tags(messageHtml(aHostileMessage('harmless'))));
    expect(html.replaceAll('\n', '')).not.toMatch(HIDDEN);
  });

  it('links only to the web', () => {
    expect(messageHtml(aMessage({ url: 'javascript:alert(1)' }))).not.toContain('href');
    expect(messageHtml(aMessage({ url: 'https://a.example/?x="><b>' }))).not.toContain('"><b>');
  });

  it('names the same things as the text', () => {
    const html = messageHtml(aMessage());
    for (const word of [
      'new things',
      'Office',
      '10.0.0.7 (printer.example)',
      'tcp/22 opened: ssh OpenSSH 9.2',
      '1 new host',
    ]) {
      expect(html).toContain(word);
    }
  });
});

describe('the subject of a mail', () => {
  it.each(hostileTexts)('of %j is one line that decodes to nothing else', (text) => {
    const subject = mailSubject(text);
    expect(subject).not.toMatch(HIDDEN);
    expect(subject).not.toContain('=?');
    expect(subject.length).toBeLessThanOrEqual(240);
  });

  it('is never empty', () => {
    expect(mailSubject('  ')).toBe('Scanfleet');
  });
});

describe('texts', () => {
  it('are cut at characters, and say so', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('ab\u{1f600}cd', 4)).toBe('ab…');
    expect(cut('abcd', 4)).toBe('abcd');
  });

  it('show a character that hides by its number', () => {
    expect(shown('invoice\u202efdp')).toBe('invoice‹U+202E›fdp');
  });

  it('that do not fit are counted, and no host is named without any of its lines', () => {
    const body = ['10.0.0.1', '  a', '  b', '10.0.0.2', '  c'];
    expect(fittingLines(body, 1000)).toEqual({ lines: body, missing: 0 });
    expect(fittingLines(body, 26)).toEqual({ lines: ['10.0.0.1', '  a', '  b'], missing: 1 });
    expect(fittingLines(body, 3)).toEqual({ lines: [], missing: 3 });
  });

  it('tell of twenty scans at most, and how many more there are', () => {
    const { head } = messageText(aLongMessage());
    expect(head.filter((line) => line.startsWith('Scan '))).toHaveLength(20);
    expect(head).toContain('and 20 more scans');
  });
});
