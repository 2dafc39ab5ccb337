import { Injectable } from '@nestjs/common';
import type { InputOf, zonesApi } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { conflict, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { DEFAULT_ZONE_ID } from './default-zone.js';
import { ZoneEntity } from './zone.entity.js';

export type NewZone = InputOf<typeof zonesApi.create>['body'];
export type ZoneChange = InputOf<typeof zonesApi.update>['body'];

/** The only writer of zones. */
@Injectable()
export class ZoneStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Adds a zone.
   * @returns its id.
   * @throws Refusal 409 `zone_name_taken`.
   */
  async create(tx: Tx, zone: NewZone): Promise<string> {
    const id = this.clock.uuid();
    await refuseClash(zone.name, () => tx.repository(ZoneEntity).insert({ ...zone, id, createdAt: this.clock.now() }));
    this.announce(tx);
    return id;
  }

  /**
   * Changes what is given and leaves the rest.
   * @throws Refusal 404 `zone_not_found`, 409 `zone_name_taken`.
   */
  async update(tx: Tx, id: string, change: ZoneChange): Promise<void> {
    const zone = await tx.repository(ZoneEntity).findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
    if (!zone) throw notFound('zone');
    const { name = zone.name, description = zone.description, maxShards = zone.maxShards } = change;
    await refuseClash(name, () => tx.repository(ZoneEntity).update({ id }, { name, description, maxShards }));
    this.announce(tx);
    // Shards that waited for the limit may be takeable now.
    if (maxShards !== zone.maxShards) tx.afterCommit(() => this.bus.publish('work', { zoneId: id }));
  }

  /**
   * Deletes a zone in which nothing is. Retired engines and join tokens that let nobody in any more go with it.
   * @throws Refusal 404 `zone_not_found`; 409 `zone_is_default`; 409 `zone_in_use` naming what is in it.
   */
  async remove(tx: Tx, id: string): Promise<void> {
    // Whoever puts something into the zone holds a key of this row until then, so that nothing slips in after the look.
    const zone = await tx.repository(ZoneEntity).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!zone) throw notFound('zone');
    if (id === DEFAULT_ZONE_ID) {
      const message = `The zone "${zone.name}" takes what names no zone and cannot be deleted. It can be renamed.`;
      throw conflict('zone_is_default', message);
    }
    const [row] = await tx.query<Record<string, number>>(contents, [id, this.clock.now()]);
    const there = Object.entries(row ?? {}).filter(([, count]) => count > 0);
    if (there.length > 0) {
      const named = there.map(([things, count]) => `${things}: ${count}`).join(', ');
      throw conflict(
        'zone_in_use',
        `The zone "${zone.name}" is not empty (${named}). Delete them or leave the zone as it is.`,
        there.map(([things, count]) => ({ path: things, message: 'are in the zone', token: String(count) })),
      );
    }
    await tx.query(`DELETE FROM join_token WHERE zone_id = $1`, [id]);
    await tx.query(`DELETE FROM engine WHERE zone_id = $1`, [id]);
    await tx.repository(ZoneEntity).delete({ id });
    this.announce(tx);
  }

  private announce(tx: Tx): void {
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'zones_changed' }));
  }
}

/** What keeps a zone from being deleted, by its name for people. $1 zone, $2 now. */
const contents = `
  SELECT (SELECT count(*)::int FROM site WHERE zone_id = $1) AS sites,
    (SELECT count(*)::int FROM engine WHERE zone_id = $1 AND retired_at IS NULL) AS engines,
    (SELECT count(*)::int FROM engine_pool WHERE zone_id = $1) AS pools,
    (SELECT count(*)::int FROM exclusion WHERE zone_id = $1) AS exclusions,
    (SELECT count(*)::int FROM scan WHERE zone_id = $1) AS scans,
    (SELECT count(*)::int FROM host WHERE zone_id = $1) AS hosts,
    (SELECT count(*)::int FROM join_token WHERE zone_id = $1 AND used_at IS NULL AND expires_at > $2) AS "join tokens"`;

/** @throws Refusal 409 `zone_name_taken` when the write clashes with the name of another zone. */
async function refuseClash(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (violatedConstraint(error) !== 'zone_name') throw error;
    throw conflict('zone_name_taken', `A zone is already named "${name}". Choose another name.`, [
      { path: 'name', message: 'is the name of another zone; choose another one', token: name },
    ]);
  }
}
