import { Injectable } from '@nestjs/common';
import type { Zone } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { ZoneQueries } from './zone-queries.js';
import { type NewZone, type ZoneChange, ZoneStore } from './zone-store.js';

/** Takes admins' wishes about zones, and answers with what is there afterwards. */
@Injectable()
export class ZoneDesk {
  constructor(
    private readonly database: Database,
    private readonly store: ZoneStore,
    private readonly queries: ZoneQueries,
  ) {}

  async create(wish: NewZone): Promise<Zone> {
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, wish)));
  }

  async update(id: string, change: ZoneChange): Promise<Zone> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
