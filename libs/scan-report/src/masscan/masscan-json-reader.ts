import type { FormatReader } from '../guarded-reader.js';
import type { ReaderLimits } from '../reader-limits.js';
import { ProblemCode, ReportFormat } from '../report-event.js';
import type { ReportContext, ReportEvent, ResumePoint } from '../report-event.js';
import { RefusalCode, ReportRefused } from '../report-refused.js';
import { checkedOffset } from '../resume-point.js';
import { readEpoch } from '../read-number.js';
import { JsonObjects } from './json-objects.js';
import { readBanner } from './masscan-banner.js';
import { masscanObservation } from './masscan-observation.js';
import type { MasscanRecord } from './masscan-observation.js';

/**
 * Reads masscan's JSON (-oJ) and its object-a-line form (-oD) with their known defects: closing bracket missing,
 * trailing comma, `{finished: 1}` without quotes, and an empty file where nothing was found. One host event per record;
 * an address with many ports comes many times.
 */
export class MasscanJsonReader implements FormatReader {
  private readonly objects: JsonObjects;
  private recordsRead = 0;

  constructor(limits: ReaderLimits, resumeAt: ResumePoint | undefined) {
    this.objects = new JsonObjects(checkedOffset(ReportFormat.MasscanJson, resumeAt), limits.recordBytes);
  }

  read(chunk: Uint8Array, emit: (event: ReportEvent) => void): void {
    for (const { text, endOffset } of this.objects.push(chunk)) {
      this.refuseForeign();
      this.take(text, endOffset, emit);
    }
    this.refuseForeign();
  }

  finish(emit: (event: ReportEvent) => void): void {
    if (!this.objects.insideObject()) return;
    emit({
      kind: 'problem',
      code: ProblemCode.Truncated,
      message: `The report ends inside a record. ${this.recordsRead} complete records were read and kept.`,
      offset: this.objects.received(),
    });
  }

  context(): ReportContext {
    return { format: ReportFormat.MasscanJson };
  }

  offset(): number {
    return this.objects.received();
  }

  private refuseForeign(): void {
    const foreign = this.objects.foreignAt();
    if (foreign === undefined) return;
    throw new ReportRefused(
      RefusalCode.NotAReport,
      foreign,
      `This is not masscan's JSON: byte ${foreign} belongs to no record. Choose the file written with -oJ.`,
    );
  }

  private take(text: string | undefined, endOffset: number, emit: (event: ReportEvent) => void): void {
    // masscan before 1.3 ends with this, which is not JSON.
    if (text !== undefined && /^\{\s*"?finished"?\s*:\s*1\s*\}$/.test(text)) {
      emit({ kind: 'finished', exit: 'unknown' });
      return;
    }
    const observations = text === undefined ? [] : readRecords(text).map(masscanObservation);
    const complete = observations.filter((observation) => observation !== undefined);
    if (complete.length === 0 || complete.length < observations.length) {
      const message = 'A record is not as masscan writes them (or far too long) and was left out.';
      emit({ kind: 'problem', code: ProblemCode.RecordSkipped, message, offset: endOffset });
    }
    const [first, ...others] = complete;
    if (!first) return;
    for (const other of others) first.services.push(...other.services);
    this.recordsRead++;
    emit({ kind: 'host', observation: first, endOffset });
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Both forms: `ports` as a list (-oJ), or one port and `rec_type` (-oD). */
function readRecords(text: string): MasscanRecord[] {
  const record = parseObject(text);
  if (!record) return [];
  const address = asText(record['ip']);
  const seenAt = readEpoch(asText(record['timestamp']));
  const ports = Array.isArray(record['ports']) ? record['ports'] : [record];
  return ports.flatMap((port: unknown) => {
    const entry = asObject(port);
    return entry ? [readPort(entry, { address, ...(seenAt === undefined ? {} : { seenAt }) })] : [];
  });
}

function readPort(entry: Json, host: { address: string; seenAt?: number }): MasscanRecord {
  const data = asObject(entry['data']) ?? entry;
  const service = asObject(entry['service']);
  const banner = entry['rec_type'] === 'banner' || service !== undefined;
  const record: MasscanRecord = {
    ...host,
    protocol: asText(entry['proto']),
    port: Number(entry['port']),
    state: asText(data['status']) || (banner ? 'open' : 'unknown'),
  };
  if (typeof data['reason'] === 'string') record.reason = data['reason'];
  if (typeof data['ttl'] === 'number') record.ttl = data['ttl'];
  const name = asText(service?.['name'] ?? data['service_name']);
  const text = asText(service?.['banner'] ?? data['banner']);
  if (name) record.serviceName = readBanner(name);
  if (text) record.banner = readBanner(text);
  return record;
}

function parseObject(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    // Safe: a record that is not JSON is skipped and reported as such.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
