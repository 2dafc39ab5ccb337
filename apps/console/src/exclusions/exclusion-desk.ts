import { Injectable } from '@nestjs/common';
import type { Exclusion, exclusionsApi, InputOf } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import type { Caller } from '../platform/http/caller.js';
import { notFound } from '../platform/http/refusal.js';
import { ExclusionQueries } from './exclusion-queries.js';
import { type ExclusionChange, ExclusionStore } from './exclusion-store.js';

/** Takes callers' wishes about exclusions, and answers with what is there afterwards. */
@Injectable()
export class ExclusionDesk {
  constructor(
    private readonly database: Database,
    private readonly store: ExclusionStore,
    private readonly queries: ExclusionQueries,
  ) {}

  async create(wish: InputOf<typeof exclusionsApi.create>['body'], caller: Caller): Promise<{ data: Exclusion[] }> {
    const author = 'name' in caller ? caller.name : caller.kind;
    const ids = await this.database.transaction((tx) => this.store.create(tx, { ...wish, author }));
    return { data: await this.queries.byIds(ids) };
  }

  async update(id: string, change: ExclusionChange): Promise<Exclusion> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    const [exclusion] = await this.queries.byIds([id]);
    if (!exclusion) throw notFound('exclusion');
    return exclusion;
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
