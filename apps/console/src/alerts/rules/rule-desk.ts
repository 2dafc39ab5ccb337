import { Injectable } from '@nestjs/common';
import type { AlertRule, AlertRuleRequest, UpdateAlertRuleRequest } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { RuleQueries } from './rule-queries.js';
import { RuleStore } from './rule-store.js';

/** Takes callers' wishes about alert rules, and answers with what is there afterwards. */
@Injectable()
export class RuleDesk {
  constructor(
    private readonly database: Database,
    private readonly store: RuleStore,
    private readonly queries: RuleQueries,
  ) {}

  async create(wish: AlertRuleRequest, by: string): Promise<AlertRule> {
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, wish, by)));
  }

  async update(id: string, change: UpdateAlertRuleRequest): Promise<AlertRule> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
