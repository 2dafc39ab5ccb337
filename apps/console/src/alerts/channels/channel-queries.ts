import { Injectable } from '@nestjs/common';
import type { AlertChannel, alertChannelsApi, ChannelPage, InputOf } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { Conditions, containing, readPage } from '../../platform/database/read-page.js';
import { notFound } from '../../platform/http/refusal.js';
import { MailSender } from '../senders/mail-sender.js';
import { type ChannelListRow, toChannel } from './channel-mapper.js';
import { channelColumns, type ChannelRow } from './channel-row.js';

type ListQuery = InputOf<typeof alertChannelsApi.list>['query'];

const select = `
  c.id, c.name, c.kind, c.enabled, c.settings, c.target, c.created_by, c.created_at, c.updated_at,
  (SELECT count(*)::int FROM alert_rule_channel rc WHERE rc.channel_id = c.id) AS rule_count,
  last.state AS last_state, last.attempts AS last_attempts, last.at AS last_at, last.error AS last_error`;
const from = `
  alert_channel c LEFT JOIN LATERAL (
    SELECT d.state, d.attempts, coalesce(d.delivered_at, d.created_at) AS at, d.error FROM alert_delivery d
    WHERE d.channel_id = c.id ORDER BY d.created_at DESC LIMIT 1
  ) last ON true`;
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(c.name)',
  kind: 'c.kind',
  createdAt: 'c.created_at',
};

/** Reads channels. */
@Injectable()
export class ChannelQueries {
  constructor(
    private readonly database: Database,
    private readonly mail: MailSender,
  ) {}

  /** A page of channels, and whether mail can be sent at all; `search` looks into name, kind and target. */
  async list(query: ListQuery): Promise<ChannelPage> {
    const where = new Conditions();
    if (query.kind) where.add('c.kind = $?', query.kind);
    if (query.enabled) where.add('c.enabled = $?::boolean', query.enabled);
    if (query.search) {
      where.add('c.name ILIKE $? OR c.kind ILIKE $? OR c.target ILIKE $?', containing(query.search));
    }
    const source = { select, from, where, sortBy, tieBreak: 'lower(c.name), c.id' };
    const page = await readPage<ChannelListRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toChannel), mailProblem: this.mail.problem };
  }

  /** @throws Refusal 404 `alert_channel_not_found`. */
  async get(id: string): Promise<AlertChannel> {
    const [row] = await this.database.query<ChannelListRow>(`SELECT ${select} FROM ${from} WHERE c.id = $1`, [id]);
    if (!row) throw notFound('alert channel');
    return toChannel(row);
  }

  /** The channel as it is stored, for sending through it. @throws Refusal 404 `alert_channel_not_found`. */
  async stored(id: string): Promise<ChannelRow> {
    const [row] = await this.database.query<ChannelRow>(
      `SELECT ${channelColumns} FROM alert_channel c WHERE c.id = $1`,
      [id],
    );
    if (!row) throw notFound('alert channel');
    return row;
  }
}
