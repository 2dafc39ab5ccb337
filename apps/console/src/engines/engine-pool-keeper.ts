import { Injectable } from '@nestjs/common';
import type { EnginePool, enginePoolsApi, InputOf } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { EnginePoolQueries } from './engine-pool-queries.js';
import { EnginePoolStore, type PoolChange } from './engine-pool-store.js';

/** Takes admins' wishes about pools, and answers with what is there afterwards. */
@Injectable()
export class EnginePoolKeeper {
  constructor(
    private readonly database: Database,
    private readonly store: EnginePoolStore,
    private readonly queries: EnginePoolQueries,
  ) {}

  async create({
    zoneId = DEFAULT_ZONE_ID,
    ...rest
  }: InputOf<typeof enginePoolsApi.create>['body']): Promise<EnginePool> {
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, { ...rest, zoneId })));
  }

  async update(id: string, change: PoolChange): Promise<EnginePool> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
