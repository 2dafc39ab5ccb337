import { Injectable } from '@nestjs/common';
import type { Host, HostObservation, hostsApi, HostSummary, InputOf, Page } from '@scanfleet/contracts';
import { LARGEST_ID } from '../changes/bounds.js';
import { Database } from '../platform/database/database.js';
import { Conditions, containing, readPage } from '../platform/database/read-page.js';
import { notFound } from '../platform/http/refusal.js';
import {
  hostColumns,
  type HostRow,
  type LastLookRow,
  type ObservationRow,
  type ServiceRow,
  toHost,
  toHostObservation,
  toHostSummary,
} from './host-rows.js';

/** Reads the inventory. */
@Injectable()
export class HostQueries {
  constructor(private readonly database: Database) {}

  async list(query: InputOf<typeof hostsApi.list>['query']): Promise<Page<HostSummary>> {
    const { data, pagination } = await readPage<HostRow, (typeof query)['sort_by']>(
      this.database,
      {
        select: hostColumns,
        from: 'host h JOIN zone z ON z.id = h.zone_id',
        where: conditions(query),
        sortBy: {
          address: 'h.address',
          status: 'h.status',
          lastSeenAt: 'h.last_seen_at',
          firstSeenAt: 'h.first_seen_at',
          vendor: 'lower(h.vendor)',
          os: 'lower(h.os)',
          rttMicros: 'h.rtt_micros',
          openPorts: 'cardinality(h.open_ports)',
        },
        tieBreak: 'h.address, h.id',
      },
      query,
    );
    return { data: data.map(toHostSummary), pagination };
  }

  /** @throws Refusal 404 `host_not_found` */
  async get(hostId: string): Promise<Host> {
    refuseImpossible(hostId);
    const [row] = await this.database.query<HostRow>(
      `SELECT ${hostColumns} FROM host h JOIN zone z ON z.id = h.zone_id WHERE h.id = $1`,
      [hostId],
    );
    if (!row) throw notFound('host');
    const services = await this.database.query<ServiceRow>(
      `SELECT protocol, port, state, reason, name, product, version, detail, certificate, first_seen_at, last_seen_at, last_scan_id
       FROM service WHERE host_id = $1 ORDER BY protocol, port`,
      [hostId],
    );
    const [last] = await this.database.query<LastLookRow>(
      `SELECT timed_out, duration_ms, data -> 'rtt' AS rtt, data -> 'uptime' AS uptime
       FROM observation WHERE host_id = $1 ORDER BY observed_at DESC LIMIT 1`,
      [hostId],
    );
    return toHost(row, services, last);
  }

  /** @throws Refusal 404 `host_not_found` */
  async scans(hostId: string, query: InputOf<typeof hostsApi.scans>['query']): Promise<Page<HostObservation>> {
    await this.mustExist(hostId);
    const { data, pagination } = await readPage<ObservationRow, 'observedAt'>(
      this.database,
      {
        select:
          'o.scan_id, s.site_id, s.site_name, s.command_name, o.status, o.timed_out, o.duration_ms, o.data, o.observed_at',
        from: 'observation o JOIN scan s ON s.id = o.scan_id',
        where: new Conditions().add('o.host_id = $?', hostId),
        sortBy: { observedAt: 'o.observed_at' },
        tieBreak: 'o.scan_id',
      },
      query,
    );
    return { data: data.map(toHostObservation), pagination };
  }

  /** @throws Refusal 404 `host_not_found` */
  async mustExist(hostId: string): Promise<void> {
    refuseImpossible(hostId);
    const rows = await this.database.query('SELECT 1 FROM host WHERE id = $1', [hostId]);
    if (rows.length === 0) throw notFound('host');
  }
}

function refuseImpossible(hostId: string): void {
  if (BigInt(hostId) > LARGEST_ID) throw notFound('host');
}

function conditions(query: InputOf<typeof hostsApi.list>['query']): Conditions {
  const where = new Conditions();
  if (query.status) where.add('h.status = $?', query.status);
  if (query.os) where.add('h.os ILIKE $?', containing(query.os));
  if (query.vendor) where.add('h.vendor ILIKE $?', containing(query.vendor));
  if (query.port !== undefined) where.add('$?::int = ANY(h.open_ports)', query.port);
  if (query.zone_id) where.add('h.zone_id = $?', query.zone_id);
  if (query.search?.trim()) {
    where.add(`host(h.address) ILIKE $? OR array_to_string(h.names, ' ') ILIKE $?`, containing(query.search.trim()));
  }
  return where;
}
