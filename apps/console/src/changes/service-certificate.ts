import type { ServiceCertificate } from '@scanfleet/contracts';
import type { ScriptResult, ScriptValue } from '@scanfleet/scan-report';
import { shorten } from './bounds.js';

/** nmap's script that reads certificates. */
const SCRIPT = 'ssl-cert';
const FINGERPRINT = /^[0-9a-f]{40}$/;
/** `2026-03-01T12:00:00`, which nmap means as UTC; before 7.80 with `+00:00` behind it. Postgres has no year 0. */
const TIME = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=(?:Z|\+00:00)?$)/;

/** Short names of the parts of a distinguished name, in the order in which they are told (RFC 4514, section 3). */
const shortNames: ReadonlyMap<string, string> = new Map([
  ['commonName', 'CN'],
  ['organizationalUnitName', 'OU'],
  ['organizationName', 'O'],
  ['localityName', 'L'],
  ['stateOrProvinceName', 'ST'],
  ['countryName', 'C'],
]);
const order = [...shortNames.keys()];

/**
 * The certificate that a service showed, as nmap's ssl-cert told it; null where the script did not run, told nothing, or
 * told something that cannot be: all of it was chosen by the scanned host.
 */
export function certificateOf(scripts: readonly ScriptResult[]): ServiceCertificate | null {
  for (const { id, data } of scripts) {
    const certificate = id === SCRIPT ? readCertificate(data) : null;
    if (certificate) return certificate;
  }
  return null;
}

/** Without a fingerprint there is nothing by which another certificate could be told from it. */
function readCertificate(data: ScriptValue | undefined): ServiceCertificate | null {
  const fingerprint = textIn(data, 'sha1').replace(/[\s:]/g, '').toLowerCase();
  if (!FINGERPRINT.test(fingerprint)) return null;
  const validity = valueIn(data, 'validity');
  return {
    subject: nameText(valueIn(data, 'subject')),
    issuer: nameText(valueIn(data, 'issuer')),
    fingerprint,
    validFrom: timeOf(textIn(validity, 'notBefore')),
    expiresAt: timeOf(textIn(validity, 'notAfter')),
  };
}

/** A distinguished name as in `CN=www.example.com, O=Example, C=US`; nmap writes its parts in any order. */
function nameText(value: ScriptValue | undefined): string {
  if (!isTable(value)) return '';
  const told = Object.entries(value).flatMap(([key, part]) => (typeof part === 'string' ? [{ key, part }] : []));
  told.sort((a, b) => rankOf(a.key) - rankOf(b.key) || (a.key < b.key ? -1 : 1));
  const words = told.map(({ key, part }) => `${shortNames.get(key) ?? escaped(key)}=${escaped(part)}`);
  return shorten(words.join(', ')) ?? '';
}

/** What has no short name stands behind all that have one. */
function rankOf(key: string): number {
  const rank = order.indexOf(key);
  return rank === -1 ? order.length : rank;
}

/** No part of a name may look like another part (RFC 4514, section 2.4). */
function escaped(text: string): string {
  return text.replace(/[,+"\\<>;=]/g, String.raw`\$&`);
}

function timeOf(text: string): string | null {
  const [time] = TIME.exec(text) ?? [];
  const date = new Date(`${time ?? ''}Z`);
  // The last day of the year 9999 may end in the year 10000, which no column can hold as it is written.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? null : date.toISOString();
}

function textIn(table: ScriptValue | undefined, key: string): string {
  const value = valueIn(table, key);
  return typeof value === 'string' ? value : '';
}

function valueIn(table: ScriptValue | undefined, key: string): ScriptValue | undefined {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

function isTable(value: ScriptValue | undefined): value is { [key: string]: ScriptValue } {
  return typeof value === 'object' && !Array.isArray(value);
}
