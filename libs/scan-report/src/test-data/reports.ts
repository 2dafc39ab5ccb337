import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../observation.js';
import { createReportReader } from '../create-report-reader.js';
import type { ReaderOptions } from '../create-report-reader.js';
import { detectFormat } from '../detect-format.js';
import type { HostEvent, ReportEvent, ReportFormat } from '../report-event.js';
import { ReportRefused } from '../report-refused.js';

const library = join(import.meta.dirname, '..', '..');

/** The bytes of one of the library's own fixtures. */
export function fixture(name: string): Buffer {
  return readFileSync(join(library, 'fixtures', name));
}

/** Names of the own fixtures that end so. */
export function fixtureNames(ending: string): string[] {
  return readdirSync(join(library, 'fixtures')).filter((name) => name.endsWith(ending));
}

/** The folder of reports that others made, which are no part of the project, or undefined where it is absent. */
export function samplesFolder(): string | undefined {
  const folder = join(process.env['SCANFLEET_SAMPLES'] ?? join(library, '..', '..', '..', 'shared', 'samples'), 'nmap');
  return existsSync(folder) ? folder : undefined;
}

/** What reading came to: all events, and the refusal that ended it, if any. */
export interface Reading {
  events: ReportEvent[];
  hosts: Observation[];
  refusal: ReportRefused | undefined;
}

/** Reads a report in pieces of the given sizes (the last size goes on), or whole. */
export function readReport(
  format: ReportFormat,
  bytes: Uint8Array,
  { sizes = [], ...options }: ReaderOptions & { sizes?: number[] } = {},
): Reading {
  const events: ReportEvent[] = [];
  let refusal: ReportRefused | undefined;
  try {
    const reader = createReportReader(format, options);
    let from = 0;
    for (let step = 0; from < bytes.length; step++) {
      const size = sizes[step] ?? sizes.at(-1) ?? bytes.length;
      // A copy that is wiped afterwards, as a caller may use its buffer again.
      const piece = Uint8Array.from(bytes.subarray(from, from + size));
      events.push(...reader.write(piece));
      piece.fill(0x3e);
      from += size;
    }
    events.push(...reader.end());
  } catch (error) {
    if (!(error instanceof ReportRefused)) throw error;
    refusal = error;
  }
  return { events, hosts: hostEvents(events).map((event) => event.observation), refusal };
}

/** Detects the format first. */
export function readAny(bytes: Uint8Array): Reading {
  try {
    return readReport(detectFormat(bytes) ?? 'nmap-xml', bytes);
  } catch (error) {
    if (error instanceof ReportRefused) return { events: [], hosts: [], refusal: error };
    throw error;
  }
}

export function hostEvents(events: ReportEvent[]): HostEvent[] {
  return events.filter((event) => event.kind === 'host');
}

/** A whole nmap report with this inside of `nmaprun`. */
export function nmapReport(inside: string): Buffer {
  return Buffer.from(
    `<?xml version="1.0"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" version="7.93">\n${inside}</nmaprun>\n`,
  );
}

/** A host record with this behind its address. */
export function host(address: string, inside = ''): string {
  return `<host><status state="up" reason="syn-ack" reason_ttl="64"/><address addr="${address}" addrtype="ipv4"/>${inside}</host>\n`;
}
