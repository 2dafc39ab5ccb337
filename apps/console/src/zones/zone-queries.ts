import { Injectable } from '@nestjs/common';
import type { Zone } from '@scanfleet/contracts';
import { Database } from '../platform/database/database.js';
import { ZoneEntity } from './zone.entity.js';

/** Reads zones. */
@Injectable()
export class ZoneQueries {
  constructor(private readonly database: Database) {}

  /** All zones by name; there are few. */
  async list(): Promise<{ data: Zone[] }> {
    const zones = await this.database.repository(ZoneEntity).find({ order: { name: 'ASC', id: 'ASC' } });
    return {
      data: zones.map((zone) => ({ ...zone, siteCount: 0, engineCount: 0, createdAt: zone.createdAt.toISOString() })),
    };
  }
}
