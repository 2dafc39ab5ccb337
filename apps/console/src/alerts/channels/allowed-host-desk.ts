import { Injectable } from '@nestjs/common';
import type { AllowedHost, allowHostRequest } from '@scanfleet/contracts';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { invalid, notFound } from '../../platform/http/refusal.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { readHost } from '../senders/read-host.js';

interface HostRow {
  readonly host: string;
  readonly reason: string;
  readonly created_by: string;
  readonly created_at: Date;
}

/** Keeps the list of hosts on the inside to which messages may go. They are kept in the one spelling in which they are compared. */
@Injectable()
export class AllowedHostDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bell: AlertsBell,
  ) {}

  async list(): Promise<{ data: AllowedHost[] }> {
    const rows = await this.database.query<HostRow>(
      `SELECT host, reason, created_by, created_at FROM alert_allowed_host ORDER BY host`,
    );
    return { data: rows.map(toAllowedHost) };
  }

  /** Allows a host; doing it again changes the reason. @throws Refusal 422 when it can be none. */
  async allow({ host: text, reason, by }: z.output<typeof allowHostRequest> & { by: string }): Promise<AllowedHost> {
    const host = readHost(text);
    if (host === undefined) {
      const message = 'is no host name and no address; write one such as log.example.org or 10.1.2.3';
      throw invalid(`host ${message}`, [{ path: 'host', message, token: text }]);
    }
    const [row] = await this.database.transaction(async (tx) => {
      tx.afterCommit(() => this.bell.ring());
      return tx.query<HostRow>(
        `INSERT INTO alert_allowed_host (host, reason, created_by, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (host) DO UPDATE SET reason = EXCLUDED.reason
         RETURNING host, reason, created_by, created_at`,
        [host, reason, by, this.clock.now()],
      );
    });
    if (!row) throw new Error('an insert always has a row');
    return toAllowedHost(row);
  }

  /** Takes it back; attempts from now on are refused. @throws Refusal 404 `allowed_host_not_found`. */
  async disallow(text: string): Promise<void> {
    const gone = await this.database.transaction(async (tx) => {
      tx.afterCommit(() => this.bell.ring());
      return tx.query(`DELETE FROM alert_allowed_host WHERE host = $1 RETURNING host`, [readHost(text) ?? text]);
    });
    if (gone.length === 0) throw notFound('allowed host');
  }
}

function toAllowedHost(row: HostRow): AllowedHost {
  return { host: row.host, reason: row.reason, createdBy: row.created_by, createdAt: row.created_at.toISOString() };
}
