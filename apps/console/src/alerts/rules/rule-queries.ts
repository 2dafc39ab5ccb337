import { Injectable } from '@nestjs/common';
import type { AlertRule, alertRulesApi, InputOf, Page, Reference } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { Conditions, containing, readPage } from '../../platform/database/read-page.js';
import { notFound } from '../../platform/http/refusal.js';
import { requestOf, ruleColumns, type RuleRow } from './rule-row.js';
import { ruleWords } from './rule-words.js';

type ListQuery = InputOf<typeof alertRulesApi.list>['query'];

interface RuleListRow extends RuleRow {
  readonly channels: Reference[];
  readonly sites: Reference[];
  readonly waiting: number;
}

const select = `${ruleColumns},
  (SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) ORDER BY lower(c.name), c.id), '[]')
   FROM alert_rule_channel rc JOIN alert_channel c ON c.id = rc.channel_id WHERE rc.rule_id = r.id) AS channels,
  (SELECT coalesce(json_agg(json_build_object('id', site.id, 'name', site.name) ORDER BY lower(site.name), site.id), '[]')
   FROM site WHERE site.id IN (SELECT jsonb_array_elements_text(r.filter->'siteIds')::uuid)) AS sites,
  ((SELECT coalesce(sum(i.size), 0) FROM alert_item i WHERE i.rule_id = r.id)
   + (SELECT coalesce(sum(cardinality(k.change_ids)), 0) FROM alert_confirmation k JOIN alert_item i ON i.id = k.item_id
      WHERE i.rule_id = r.id AND k.state <> 'done'))::float8 AS waiting`;
const sortBy: Record<ListQuery['sort_by'], string> = {
  name: 'lower(r.name)',
  createdAt: 'r.created_at',
  enabled: 'r.enabled',
};

/** Reads alert rules with the names of what they point to. */
@Injectable()
export class RuleQueries {
  constructor(private readonly database: Database) {}

  /** A page of rules; `search` looks into their names. */
  async list(query: ListQuery): Promise<Page<AlertRule>> {
    const where = new Conditions();
    if (query.search) where.add('r.name ILIKE $?', containing(query.search.trim()));
    if (query.enabled) where.add('r.enabled = $?::boolean', query.enabled);
    if (query.channel_id) {
      where.add(
        'EXISTS (SELECT FROM alert_rule_channel rc WHERE rc.rule_id = r.id AND rc.channel_id = $?)',
        query.channel_id,
      );
    }
    const source = { select, from: 'alert_rule r', where, sortBy, tieBreak: 'lower(r.name), r.id' };
    const page = await readPage<RuleListRow, ListQuery['sort_by']>(this.database, source, query);
    return { ...page, data: page.data.map(toRule) };
  }

  /** @throws Refusal 404 `alert_rule_not_found`. */
  async get(id: string): Promise<AlertRule> {
    const [row] = await this.database.query<RuleListRow>(`SELECT ${select} FROM alert_rule r WHERE r.id = $1`, [id]);
    if (!row) throw notFound('alert rule');
    return toRule(row);
  }
}

function toRule(row: RuleListRow): AlertRule {
  const request = requestOf(row);
  const { channels, sites } = row;
  const names = { channels: channels.map(({ name }) => name), sites: sites.map(({ name }) => name) };
  return {
    ...request,
    id: row.id,
    channels,
    sites,
    words: ruleWords(request, names),
    mutedUntil: row.muted_until?.toISOString() ?? null,
    waiting: row.waiting,
    lastMessageAt: row.last_message_at?.toISOString() ?? null,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
