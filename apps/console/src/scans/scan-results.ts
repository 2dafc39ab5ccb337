import { Injectable } from '@nestjs/common';
import type { InputOf, Page, ScanResult, scansApi } from '@scanfleet/contracts';
import type { Observation } from '@scanfleet/scan-report';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';

interface ResultRow {
  host_id: string | null;
  address: string;
  status: 'up' | 'down' | 'unknown';
  timed_out: boolean;
  duration_ms: number | null;
  observed_at: Date;
  data: Observation;
}

/** Reads what a scan observed. */
@Injectable()
export class ScanResults {
  constructor(private readonly database: Database) {}

  /** @throws Refusal 404 `scan_not_found`. */
  async page(scanId: string, query: InputOf<typeof scansApi.results>['query']): Promise<Page<ScanResult>> {
    const scan = await this.database.query(`SELECT FROM scan WHERE id = $1`, [scanId]);
    if (scan.length === 0) throw notFound('scan');
    const where = new Conditions().add('scan_id = $?', scanId);
    if (query.status) where.add('status = $?', query.status);
    if (query.search) where.add(`host(address) ILIKE $? OR data ->> 'names' ILIKE $?`, containing(query.search));
    const page = await readPage<ResultRow, typeof query.sort_by>(
      this.database,
      {
        select: 'host_id, host(address) AS address, status, timed_out, duration_ms, observed_at, data',
        from: 'observation',
        where,
        sortBy: { address: 'address', observedAt: 'observed_at', openPorts: 'open_ports', status: 'status' },
        tieBreak: 'observation.address',
      },
      query,
    );
    return { ...page, data: page.data.map(toResult) };
  }
}

function toResult(row: ResultRow): ScanResult {
  const { data } = row;
  return {
    hostId: row.host_id,
    address: row.address,
    status: row.status,
    names: [...new Set(data.names.map(({ name }) => name))],
    vendor: data.vendor ?? null,
    os: data.os?.matches[0]?.name ?? null,
    openPorts: data.services
      .filter(({ state }) => state === 'open')
      .map(({ protocol, port, name, product }) => ({
        protocol,
        port,
        service: name ?? null,
        product: product ?? null,
      })),
    timedOut: row.timed_out,
    durationSeconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    observedAt: row.observed_at.toISOString(),
  };
}
