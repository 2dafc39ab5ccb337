import { Injectable } from '@nestjs/common';
import type { AlertMute, alertRulesApi, InputOf, Page } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Conditions, containing, readPage } from '../../platform/database/read-page.js';
import type { Tx } from '../../platform/database/tx.js';
import { violatedConstraint } from '../../platform/database/violated-constraint.js';
import { invalid, notFound, type Refusal } from '../../platform/http/refusal.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { addressIssues, portIssues, refuse } from './check-rule.js';

type ListQuery = InputOf<typeof alertRulesApi.listMutes>['query'];
type MuteWish = InputOf<typeof alertRulesApi.mute>['body'];

interface MuteRow {
  readonly id: string;
  readonly site_id: string | null;
  readonly site_name: string | null;
  readonly addresses: string;
  readonly ports: string;
  readonly until: Date;
  readonly reason: string;
  readonly created_by: string;
  readonly created_at: Date;
}

const select = `m.id, m.site_id, site.name AS site_name, m.addresses, m.ports, m.until, m.reason, m.created_by, m.created_at`;
const from = `alert_mute m LEFT JOIN site ON site.id = m.site_id`;
const sortBy: Record<ListQuery['sort_by'], string> = { until: 'm.until', createdAt: 'm.created_at' };

/** Takes wishes to keep things from being told for a while; those that are over are shown no more. */
@Injectable()
export class MuteDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bell: AlertsBell,
  ) {}

  /** A page of those that hold; `search` looks into site, addresses, ports, reason, and who asked for it. */
  async list(query: ListQuery): Promise<Page<AlertMute>> {
    const where = new Conditions().add('m.until > $?', this.clock.now());
    if (query.search) {
      where.add(
        `concat_ws(E'\n', site.name, m.addresses, m.ports, m.reason, m.created_by) ILIKE $?`,
        containing(query.search.trim()),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'm.id' };
    const page = await readPage<MuteRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toMute) };
  }

  /** @throws Refusal 422 naming each field that is wrong, the place in it, and what would be right. */
  async create(wish: MuteWish, by: string): Promise<AlertMute> {
    const now = this.clock.now();
    const late = { path: 'until', message: 'must be later than now', token: wish.until };
    refuse([
      ...(new Date(wish.until) > now ? [] : [late]),
      ...addressIssues(wish.addresses, { path: 'addresses', fixForNames: 'give its addresses' }),
      ...portIssues(wish.ports, 'ports'),
    ]);
    const id = this.clock.uuid();
    await this.database.transaction((tx) => this.write(tx, { ...wish, id, by, now }));
    const [row] = await this.database.query<MuteRow>(`SELECT ${select} FROM ${from} WHERE m.id = $1`, [id]);
    if (!row) throw notFound('alert mute');
    return toMute(row);
  }

  /** @throws Refusal 404 `alert_mute_not_found`. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const gone = await tx.query(`DELETE FROM alert_mute WHERE id = $1 RETURNING id`, [id]);
      if (gone.length === 0) throw notFound('alert mute');
      tx.afterCommit(() => this.bell.ring());
    });
  }

  private async write(tx: Tx, mute: MuteWish & { id: string; by: string; now: Date }): Promise<void> {
    try {
      await tx.query(
        `INSERT INTO alert_mute (id, site_id, addresses, ports, until, reason, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [mute.id, mute.siteId, mute.addresses, mute.ports, mute.until, mute.reason, mute.by, mute.now],
      );
    } catch (error) {
      throw violatedConstraint(error) === 'alert_mute_site_id_fkey' ? unknownSite(mute.siteId) : error;
    }
    // Those that are over; nobody sees them any more, but a rehearsal may still ask what was muted when.
    await tx.query(`DELETE FROM alert_mute WHERE until < $1::timestamptz - interval '30 days'`, [mute.now]);
    tx.afterCommit(() => this.bell.ring());
  }
}

function unknownSite(siteId: string | null): Refusal {
  const message = 'is no site; take one from the list of sites';
  return invalid(`siteId ${message}`, [{ path: 'siteId', message, ...(siteId !== null && { token: siteId }) }]);
}

function toMute(row: MuteRow): AlertMute {
  const { site_id: id, site_name: name } = row;
  return {
    id: row.id,
    site: id === null || name === null ? null : { id, name },
    addresses: row.addresses,
    ports: row.ports,
    until: row.until.toISOString(),
    reason: row.reason,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
