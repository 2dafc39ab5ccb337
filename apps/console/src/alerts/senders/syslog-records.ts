import { hostname } from 'node:os';
import type { AlertLine, AlertMessage, AlertScan } from '@scanfleet/contracts';
import { shown, visible } from './visible.js';
import { countWords, lineWords, scanFigures, scanWords } from './words.js';

/**
 * The number of an enterprise is part of the name of structured data. This project has none, and 32473 is the one that
 * RFC 5612 sets aside for examples: it belongs to nobody, so that it clashes with nothing.
 */
const STRUCTURED_DATA = 'scanfleet@32473';
const APPLICATION = 'scanfleet';
/** Bytes of one value, so that values never take the room of the message. */
const VALUE_BYTES = 120;

/** Numerical severities of RFC 5424, section 6.2.1: informational, warning, error. */
const severities = { info: 6, warning: 4, problem: 3 } as const;

type Values = Readonly<Record<string, string | number | null | undefined>>;

/**
 * A message as records of RFC 5424: one for each event of a scan and one for each line, or a single one for a message that has
 * neither; one more when lines were left out.
 */
export function syslogRecords(
  message: AlertMessage,
  { facility, deliveryId, mostBytes }: { facility: number; deliveryId: string; mostBytes: number },
): Buffer[] {
  const { scans, lines, more } = message;
  const isBare = scans.length + lines.length === 0;
  const records = [
    ...scans.map((scan) => ofScan(scan)),
    ...lines.map((line) => ofLine(line)),
    ...(isBare || more > 0 ? [ofMessage(message)] : []),
  ];
  const priority = facility * 8 + severities[message.severity];
  const common = {
    delivery: deliveryId,
    message: message.id,
    kind: message.kind,
    rule: message.rule?.name,
    site: message.site?.name,
  };
  return records.map(({ at, id, values, text }, index) => {
    const data = structuredData({ ...common, record: `${index + 1}/${records.length}`, ...values });
    const head = `<${priority}>1 ${at} ${header(hostname(), 255)} ${APPLICATION} - ${header(id, 32)} ${data} `;
    // A byte order mark says that the text is UTF-8 (section 6.4).
    return bounded(`${head}\ufeff`, text, mostBytes);
  });
}

interface Draft {
  readonly at: string;
  readonly id: string;
  readonly values: Values;
  readonly text: string;
}

function ofScan(scan: AlertScan): Draft {
  const values = { scan: scan.id, event: scan.event, state: scan.state, url: scan.url };
  return { at: scan.at, id: `scan_${scan.event}`, values, text: `${scanWords(scan)}: ${scanFigures(scan)}` };
}

function ofLine(line: AlertLine): Draft {
  const { kind, address, hostName, protocol, port, changeId } = line;
  const values = { address, host: hostName, protocol, port, change: changeId };
  const name = hostName === null || hostName === '' ? '' : ` (${shown(hostName)})`;
  return { at: line.at, id: kind, values, text: `${shown(address)}${name} ${lineWords(line)}` };
}

function ofMessage(message: AlertMessage): Draft {
  const more = message.more > 0 ? `and ${message.more} more` : '';
  const text = [shown(message.subject), countWords(message), more].filter((part) => part !== '').join('; ');
  return { at: message.at, id: message.kind, values: { url: message.url }, text };
}

/** Section 6.3: in values `"`, `\` and `]` are escaped. */
function structuredData(values: Values): string {
  const parts = Object.entries(values).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === '') return [];
    const text = cutBytes(visible(String(value)), VALUE_BYTES).replaceAll(/["\\\]]/g, String.raw`\$&`);
    return [` ${name}="${text}"`];
  });
  return `[${STRUCTURED_DATA}${parts.join('')}]`;
}

/** A field of the header: printable ASCII without spaces, `-` when nothing is left. */
function header(text: string, most: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '').slice(0, most) || '-';
}

function bounded(head: string, text: string, mostBytes: number): Buffer {
  return Buffer.from(head + cutBytes(text, Math.max(mostBytes - Buffer.byteLength(head), 0)));
}

/** At most so many bytes of UTF-8, never part of a character; what is cut off is marked. */
function cutBytes(text: string, most: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= most) return text;
  const mark = '…';
  let end = Math.max(most - Buffer.byteLength(mark), 0);
  // Bytes that go on a character begin with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.subarray(0, end).toString('utf8')}${mark}`;
}
