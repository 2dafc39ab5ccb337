import { Injectable } from '@nestjs/common';
import type { InputOf, Site, sitesApi } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { SiteQueries } from './site-queries.js';
import { type SiteChange, SiteStore } from './site-store.js';

/** Takes callers' wishes about sites, and answers with what is there afterwards. */
@Injectable()
export class SiteDesk {
  constructor(
    private readonly database: Database,
    private readonly store: SiteStore,
    private readonly queries: SiteQueries,
  ) {}

  async create(wish: InputOf<typeof sitesApi.create>['body']): Promise<Site> {
    const { zoneId = DEFAULT_ZONE_ID, ...rest } = wish;
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, { ...rest, zoneId })));
  }

  async update(id: string, change: SiteChange): Promise<Site> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }
}
