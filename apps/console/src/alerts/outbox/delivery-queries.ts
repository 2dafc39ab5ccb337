import { Injectable } from '@nestjs/common';
import type {
  AlertDelivery,
  alertDeliveriesApi,
  AlertMessage,
  DeliveryDetail,
  InputOf,
  Page,
} from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { Conditions, containing, readPage } from '../../platform/database/read-page.js';
import { notFound } from '../../platform/http/refusal.js';
import { type AttemptRow, type DeliveryRow, toDelivery, toDetail } from './delivery-row.js';

type ListQuery = InputOf<typeof alertDeliveriesApi.list>['query'];

const select = `
  d.id, d.state, m.subject, m.kind AS message_kind, m.rule_id, m.rule_name, m.scan_ids, d.channel_id,
  coalesce(c.name, d.channel_name) AS channel_name, d.channel_kind, d.target, d.attempts, d.code, d.error,
  d.next_attempt_at, d.created_at, d.delivered_at`;
const from = `alert_delivery d JOIN alert_message m ON m.id = d.message_id LEFT JOIN alert_channel c ON c.id = d.channel_id`;
const sortBy: Record<ListQuery['sort_by'], string> = {
  createdAt: 'd.created_at',
  nextAttemptAt: 'd.next_attempt_at',
  deliveredAt: 'd.delivered_at',
};

/** Reads the delivery log. */
@Injectable()
export class DeliveryQueries {
  constructor(private readonly database: Database) {}

  /** A page of deliveries; `search` looks into subject, target, rule and what went wrong. */
  async list(query: ListQuery): Promise<Page<AlertDelivery>> {
    const where = new Conditions();
    if (query.state) where.add('d.state = $?', query.state);
    if (query.channel_id) where.add('d.channel_id = $?', query.channel_id);
    if (query.rule_id) where.add('m.rule_id = $?', query.rule_id);
    if (query.scan_id) where.add('m.scan_ids @> ARRAY[$?::uuid]', query.scan_id);
    if (query.search) {
      where.add(
        'm.subject ILIKE $? OR d.target ILIKE $? OR m.rule_name ILIKE $? OR d.error ILIKE $?',
        containing(query.search),
      );
    }
    const source = { select, from, where, sortBy, tieBreak: 'd.id' };
    const page = await readPage<DeliveryRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toDelivery) };
  }

  /** @throws Refusal 404 `alert_delivery_not_found`. */
  async get(id: string): Promise<DeliveryDetail> {
    const [row] = await this.database.query<DeliveryRow & { body: AlertMessage }>(
      `SELECT ${select}, m.body FROM ${from} WHERE d.id = $1`,
      [id],
    );
    if (!row) throw notFound('alert delivery');
    const log = await this.database.query<AttemptRow>(
      `SELECT number, at, ok, code, error, milliseconds FROM alert_attempt WHERE delivery_id = $1 ORDER BY number`,
      [id],
    );
    return toDetail(row, log);
  }

  /** The delivery without its message. @throws Refusal 404 `alert_delivery_not_found`. */
  async one(id: string): Promise<AlertDelivery> {
    const [row] = await this.database.query<DeliveryRow>(`SELECT ${select} FROM ${from} WHERE d.id = $1`, [id]);
    if (!row) throw notFound('alert delivery');
    return toDelivery(row);
  }
}
