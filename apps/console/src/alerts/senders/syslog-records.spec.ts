import { describe, expect, it } from '@jest/globals';
import type { AlertMessage } from '@scanfleet/contracts';
import {
  aHostileMessage,
  aLine,
  aLongMessage,
  aMessage,
  aTestScan,
  hostileTexts,
} from '../../../test/alert-messages.js';
import { syslogRecords } from './syslog-records.js';

/** RFC 5424 section 6, as strict as its ABNF: fields of the header, one element of structured data, text with a byte order mark. */
const RECORD =
  /^<(?<pri>\d{1,3})>1 (?<at>\S+) (?<host>[!-~]{1,255}) (?<app>[!-~]{1,48}) (?<proc>[!-~]{1,128}) (?<id>[!-~]{1,32}) \[(?<sd>scanfleet@32473(?: [!#-<>-\\^-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\] \ufeff(?<text>.*)$/u;
const records = (message: AlertMessage, mostBytes = 8192): string[] =>
  syslogRecords(message, { facility: 16, deliveryId: 'd-1', mostBytes }).map((record) => record.toString('utf8'));
const parsed = (record: string | undefined): Record<string, string> => RECORD.exec(record ?? '')?.groups ?? {};

describe('records of syslog', () => {
  it('are one for each event of a scan and one for each line, by number', () => {
    const [scan, line, ...others] = records(
      aMessage({ severity: 'problem', scans: [aTestScan({ event: 'failed' })], lines: [aLine()] }),
    );
    expect(others).toEqual([]);
    expect(parsed(scan)).toMatchObject({
      pri: '131',
      id: 'scan_failed',
      app: 'scanfleet',
      at: '2026-03-02T09:30:00.000Z',
    });
    expect(parsed(line)).toMatchObject({
      id: 'port_opened',
      text: '10.0.0.7 (printer.example) tcp/22 opened: ssh OpenSSH 9.2',
    });
    expect(line).toContain(' delivery="d-1" ');
    expect(line).toContain(' record="2/2" ');
    expect(line).toContain(' address="10.0.0.7" host="printer.example" protocol="tcp" port="22" change="1"]');
  });

  it('are a single one for a message of neither, and one more for what was left out', () => {
    expect(records(aMessage({ kind: 'test', lines: [] })).map((record) => parsed(record)['id'])).toEqual(['test']);
    const [, last] = records(aMessage({ lines: [aLine()], more: 7 }));
    expect(parsed(last)['text']).toContain('and 7 more');
  });

  it.each(['info', 'warning', 'problem'] as const)('have the priority of %s', (severity) => {
    const expected = { info: 134, warning: 132, problem: 131 };
    expect(parsed(records(aMessage({ severity }))[0])['pri']).toBe(String(expected[severity]));
  });

  it.each(hostileTexts)('stay records with %j in them', (text) => {
    const all = records(aHostileMessage(text));
    expect(all).toHaveLength(4);
    for (const record of all) {
      expect(record).toMatch(RECORD);
      expect(record.replace('\ufeff', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it.each([1400, 8192])('have at most %d bytes and end with a mark when they were cut', (mostBytes) => {
    const long = aLine({ text: '界'.repeat(5000), hostName: '界'.repeat(300), unconfirmed: '界'.repeat(300) });
    const message = aMessage({
      rule: { id: 'r', name: '界'.repeat(120) },
      site: { id: 's', name: '界'.repeat(120) },
      lines: [long],
    });
    const [record = Buffer.alloc(0)] = syslogRecords(message, { facility: 23, deliveryId: 'd', mostBytes });
    expect(record.length).toBeLessThanOrEqual(mostBytes);
    expect(record.toString('utf8')).toMatch(RECORD);
    expect(record.toString('utf8')).not.toContain('\ufffd');
    if (mostBytes === 1400) expect(record.toString('utf8').endsWith('…')).toBe(true);
  });

  it('are as many as there is to tell', () => {
    expect(records(aLongMessage())).toHaveLength(241);
  });
});
