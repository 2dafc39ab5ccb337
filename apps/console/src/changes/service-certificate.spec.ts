import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { serviceCertificate } from '@scanfleet/contracts';
import { createReportReader, type ScriptResult, type ScriptValue } from '@scanfleet/scan-report';
import fc from 'fast-check';
import { certificateOf } from './service-certificate.js';

const sha1 = '6feee673d3ee1133d4770f453585ed7710a54d1b';
const told = (data?: ScriptValue, id = 'ssl-cert'): ScriptResult[] => [
  { id, output: 'Subject: …', ...(data !== undefined && { data }) },
];
const certificate = (more: Record<string, ScriptValue> = {}): ScriptValue => ({
  issuer: { commonName: 'Example CA' },
  subject: { countryName: 'DE', commonName: 'www.example.invalid' },
  validity: { notBefore: '2026-01-01T00:00:00', notAfter: '2026-04-01T12:30:00' },
  sha1,
  ...more,
});
const expiryOf = (notAfter: ScriptValue) => certificateOf(told(certificate({ validity: { notAfter } })))?.expiresAt;

describe('the certificate of a service', () => {
  it('is what nmap read of a real one', () => {
    const reader = createReportReader('nmap-xml');
    const file = join(import.meta.dirname, '../../../../libs/scan-report/fixtures/nmap-everything.xml');
    const events = [...reader.write(readFileSync(file)), ...reader.end()];
    const services = events.flatMap((event) => (event.kind === 'host' ? event.observation.services : []));
    const found = services.map(({ scripts }) => certificateOf(scripts)).filter((one) => one !== null);
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) {
      expect(one).toMatchObject({ fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/), subject: expect.any(String) });
      expect(one.subject).toMatch(/^CN=/);
      expect(Date.parse(one.expiresAt ?? '')).toBeGreaterThan(Date.parse(one.validFrom ?? ''));
    }
  });

  it('has names in one order, whatever order nmap writes them in, and times as UTC', () => {
    expect(certificateOf(told(certificate()))).toEqual({
      subject: 'CN=www.example.invalid, C=DE',
      issuer: 'CN=Example CA',
      fingerprint: sha1,
      validFrom: '2026-01-01T00:00:00.000Z',
      expiresAt: '2026-04-01T12:30:00.000Z',
    });
    const subject = { serialNumber: '1', emailAddress: 'a@b.invalid', commonName: 'x', organizationName: 'y' };
    expect(certificateOf(told(certificate({ subject })))?.subject).toBe(
      'CN=x, O=y, emailAddress=a@b.invalid, serialNumber=1',
    );
  });

  it('cannot pretend a part of its name that it does not have', () => {
    const subject = { commonName: 'evil, O=Your Bank', 'x, O=Your Bank': 'y' };
    expect(certificateOf(told(certificate({ subject })))?.subject).toBe(
      String.raw`CN=evil\, O\=Your Bank, x\, O\=Your Bank=y`,
    );
  });

  it.each([
    ['with the zone that older nmap writes', '2024-05-29T10:11:43+00:00', '2024-05-29T10:11:43.000Z'],
    ['in a zone that nmap never writes', '2024-05-29T10:11:43+02:00', null],
    ['that nmap could not read', 'Can\'t parse; string is "9912310000"', null],
    ['in a year that Postgres does not have', '0000-01-01T00:00:00', null],
    ['of the largest year', '9999-12-31T23:59:59', '9999-12-31T23:59:59.000Z'],
    ['at the end of all years', '9999-12-31T24:00:00', null],
    ['of a month that there is not', '2026-13-01T00:00:00', null],
    ['that is a list', ['2026-01-01T00:00:00'], null],
  ])('takes an end %s for what it is', (_, notAfter, expected) => {
    expect(expiryOf(notAfter)).toBe(expected);
  });

  it.each([
    ['is not there', undefined],
    ['is a text', 'x'],
    ['is a list', [sha1]],
    ['has no fingerprint', { subject: { commonName: 'x' } }],
    ['has one of another length', certificate({ sha1: sha1.slice(1) })],
    ['has one that is a table', certificate({ sha1: { sha1 } })],
  ])('is none where what the script told %s', (_, data) => {
    expect(certificateOf(told(data))).toBeNull();
  });

  it('is told by ssl-cert alone', () => {
    expect(certificateOf(told(certificate(), 'http-title'))).toBeNull();
    expect(certificateOf([...told(undefined, 'http-title'), ...told(certificate())])).not.toBeNull();
  });

  it('is whatever a host says, without harm', () => {
    const keys = fc.constantFrom(
      'subject',
      'issuer',
      'validity',
      'notAfter',
      'commonName',
      '__proto__',
      'toString',
      'sha1',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(sha1, '2026-01-01T00:00:00', 'x'.repeat(2000)),
    );
    const { value } = fc.letrec<{ value: ScriptValue }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, texts, fc.array(tie('value')), fc.dictionary(keys, tie('value'))),
    }));
    fc.assert(
      fc.property(value, value, value, (subject, issuer, validity) => {
        const found = certificateOf(told(certificate({ subject, issuer, validity })));
        expect(serviceCertificate.parse(found)).toEqual(found);
        expect((found?.subject ?? '').length).toBeLessThanOrEqual(1024);
      }),
    );
  });
});
