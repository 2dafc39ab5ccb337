import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { conflict, invalid, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { SiteEntity } from './site.entity.js';
import { readSiteTargets } from './site-targets.js';

/** A site as other features see it. */
export type SiteRow = Readonly<SiteEntity>;

export interface NewSite {
  readonly name: string;
  readonly description: string;
  readonly zoneId: string;
  readonly targets: string;
  readonly enabled: boolean;
  readonly defaultCommandId: string | null;
  readonly defaultEngineId: string | null;
  readonly defaultPoolId: string | null;
  readonly maxShards: number | null;
  readonly maxRate: number | null;
  readonly scanMailRecipients: string[];
  readonly differenceMailRecipients: string[];
}
export type SiteChange = Partial<Omit<NewSite, 'zoneId'>>;

const unknownCommand = {
  path: 'defaultCommandId',
  message: 'is no scan command; take one from the list or leave it out',
};

const unknownPool = {
  path: 'defaultPoolId',
  message: "is no pool of the site's zone; take one of them or leave it out",
};

/** The only writer of sites. */
@Injectable()
export class SiteStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * One site with its target text. A default engine that was retired meanwhile counts as none.
   * @throws Refusal 404 `site_not_found`.
   */
  async get(id: string): Promise<SiteRow> {
    const site = await this.database.repository(SiteEntity).findOneBy({ id });
    if (!site) throw notFound('site');
    const inUse = await this.database.query(`SELECT FROM engine WHERE id = $1 AND retired_at IS NULL`, [
      site.defaultEngineId,
    ]);
    return { ...site, defaultEngineId: inUse.length > 0 ? site.defaultEngineId : null };
  }

  /**
   * Adds a site.
   * @returns its id.
   * @throws Refusal 422 `invalid_input` naming every bad token and every unknown id; 409 `site_name_taken`.
   */
  async create(tx: Tx, site: NewSite): Promise<string> {
    const { addressCount, nameCount } = readSiteTargets(site.targets);
    await this.checkReferences(tx, site);
    const id = this.clock.uuid();
    const now = this.clock.now();
    const counts = { addressCount: addressCount.toString(), nameCount };
    try {
      await tx.repository(SiteEntity).insert({ ...site, ...counts, id, createdAt: now, updatedAt: now });
    } catch (error) {
      throw refusalOf(error, site.name) ?? error;
    }
    this.announce(tx);
    return id;
  }

  /**
   * Changes what is given and leaves the rest.
   * @throws Refusal 404 `site_not_found`, 422 and 409 as `create`.
   */
  async update(tx: Tx, id: string, change: SiteChange): Promise<void> {
    const site = await this.lock(tx, id);
    const counts: { addressCount?: string; nameCount?: number } = {};
    if (change.targets !== undefined && change.targets !== site.targets) {
      const { addressCount, nameCount } = readSiteTargets(change.targets);
      counts.addressCount = addressCount.toString();
      counts.nameCount = nameCount;
    }
    const { defaultCommandId = null, defaultEngineId = null, defaultPoolId = null } = change;
    await this.checkReferences(tx, { zoneId: site.zoneId, defaultCommandId, defaultEngineId, defaultPoolId });
    try {
      await tx.repository(SiteEntity).update({ id }, { ...change, ...counts, updatedAt: this.clock.now() });
    } catch (error) {
      throw refusalOf(error, change.name ?? site.name) ?? error;
    }
    this.announce(tx);
    const { maxShards = site.maxShards, maxRate = site.maxRate } = change;
    // Shards that waited for a limit may be takeable now.
    if (maxShards !== site.maxShards || maxRate !== site.maxRate) {
      tx.afterCommit(() => this.bus.publish('work', { zoneId: site.zoneId }));
    }
  }

  /**
   * Deletes a site with its exclusions, schedules and blackouts. Its scans and hosts stay; the scans keep its name.
   * @throws Refusal 404 `site_not_found`; 409 `site_in_use` while a scan of it is planned, runs or is paused.
   */
  async remove(tx: Tx, id: string): Promise<void> {
    // The lock makes a scan that is being planned for this site wait, so that none slips in after the look.
    const site = await this.lock(tx, id);
    const active = await tx.query<{ id: string; state: string }>(
      `SELECT id, state FROM scan WHERE site_id = $1 AND state IN ('planned', 'running', 'paused') ORDER BY created_at`,
      [id],
    );
    const first = active[0];
    if (first) {
      throw conflict(
        'site_in_use',
        `The scan ${first.id} of site "${site.name}" is ${first.state}. Cancel it or wait for its end, then delete the site.`,
      );
    }
    // They go with the site, by their foreign keys.
    await tx.query(`DELETE FROM site WHERE id = $1`, [id]);
    this.announce(tx);
    tx.afterCommit(async () => {
      for (const type of ['exclusions_changed', 'schedules_changed', 'blackouts_changed'] as const) {
        await this.bus.publish('realtime', { type });
      }
    });
  }

  private async lock(tx: Tx, id: string): Promise<SiteRow> {
    const site = await tx.repository(SiteEntity).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!site) throw notFound('site');
    return site;
  }

  /** Refuses ids that name nothing, all at once, and an engine or a pool that could never reach the site. */
  private async checkReferences(
    tx: Tx,
    site: Pick<NewSite, 'zoneId' | 'defaultCommandId' | 'defaultEngineId' | 'defaultPoolId'>,
  ): Promise<void> {
    const [found] = await tx.query<{ zone: boolean; command: boolean; engine: boolean; pool: boolean }>(
      `SELECT EXISTS (SELECT FROM zone WHERE id = $1) AS zone,
              $2::uuid IS NULL OR EXISTS (SELECT FROM scan_command WHERE id = $2) AS command,
              $3::uuid IS NULL
                OR EXISTS (SELECT FROM engine WHERE id = $3 AND zone_id = $1 AND retired_at IS NULL) AS engine,
              $4::uuid IS NULL OR EXISTS (SELECT FROM engine_pool WHERE id = $4 AND zone_id = $1) AS pool`,
      [site.zoneId, site.defaultCommandId, site.defaultEngineId, site.defaultPoolId],
    );
    const issues = [];
    if (!found?.zone) issues.push({ path: 'zoneId', message: 'is no zone; take one from the list of zones' });
    if (!found?.command) issues.push(unknownCommand);
    if (found?.zone && !found.engine) {
      issues.push({
        path: 'defaultEngineId',
        message: "is no engine of the site's zone; take one of them or leave it out",
      });
    }
    if (found?.zone && !found.pool) issues.push(unknownPool);
    if (issues.length === 0) return;
    throw invalid(issues.map((issue) => `${issue.path} ${issue.message}`).join('; '), issues);
  }

  private announce(tx: Tx): void {
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'sites_changed' }));
  }
}

/** What Postgres alone can see: a name that another writer took, a command that another writer deleted. */
function refusalOf(error: unknown, name: string): Error | undefined {
  switch (violatedConstraint(error)) {
    case 'site_name':
      return conflict('site_name_taken', `A site is already named "${name}". Choose another name.`, [
        { path: 'name', message: 'is the name of another site; choose another one', token: name },
      ]);
    case 'site_default_command_id_fkey':
      return invalid(`${unknownCommand.path} ${unknownCommand.message}`, [unknownCommand]);
    case 'site_default_pool_id_fkey':
      return invalid(`${unknownPool.path} ${unknownPool.message}`, [unknownPool]);
    default:
      return undefined;
  }
}
