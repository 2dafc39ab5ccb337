import { Injectable } from '@nestjs/common';
import type { CreateScanRequest, ScannerName } from '@scanfleet/contracts';
import { formatOptions } from '@scanfleet/scan-options';
import { AddressSet, formatAddress, parseTargetList, type TargetLine } from '@scanfleet/targets';
import { type EngineRow, EngineRegistry } from '../engines/engine-registry.js';
import { readExclusions } from '../exclusions/excluded-addresses.js';
import { ExclusionRules } from '../exclusions/exclusion-rules.js';
import { issueSummary, targetIssues } from '../exclusions/target-issues.js';
import { Database } from '../platform/database/database.js';
import { conflict, invalid, Refusal } from '../platform/http/refusal.js';
import { type PlannedCommand, ScanCommandStore } from '../scan-commands/scan-command-store.js';
import { type SiteRow, SiteStore } from '../sites/site-store.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { EngineSlots } from './ledger/engine-slots.js';
import { NameResolver } from './name-resolver.js';
import { resolveNames } from './resolve-names.js';
import { type Capacity, namedAddresses, namesOf, planScan, type ScanPlan } from './scan-planner.js';

/** A scan as it would be, with everything that its request named. */
export interface ScanDraft {
  readonly site: SiteRow | null;
  readonly zoneId: string;
  readonly engineId: string | null;
  readonly poolId: string | null;
  readonly command: PlannedCommand;
  readonly plan: ScanPlan;
}

interface Pool {
  readonly id: string;
  readonly name: string;
  readonly zoneId: string;
}

/** Plans what a request wishes, from what holds now, without storing anything. */
@Injectable()
export class ScanDrafter {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly commands: ScanCommandStore,
    private readonly engines: EngineRegistry,
    private readonly rules: ExclusionRules,
    private readonly resolver: NameResolver,
    private readonly slots: EngineSlots,
  ) {}

  /**
   * @param own the command to run instead of the one that request or site name.
   * @throws Refusal 404 `site_not_found`; 409 `site_disabled`; 422 naming the field for bad targets, an unknown command,
   *   engine, pool or zone, an engine or pool of another zone; 422 `nothing_to_scan` and `too_many_probes` with the reason.
   */
  async draft(request: CreateScanRequest, own?: PlannedCommand): Promise<ScanDraft> {
    const site = request.siteId === undefined ? null : await this.sites.get(request.siteId);
    if (site && !site.enabled) {
      throw conflict('site_disabled', `The site "${site.name}" is disabled. Enable it, then scan it.`);
    }
    const targets = readTargets(site?.targets ?? request.targets ?? '', site);
    const engine = await this.engineOf(request, site);
    const pool = engine ? null : await this.poolOf(request, site);
    const { zoneId, zoneMaxShards } = await this.zoneOf(request, site, { engine, pool });
    const command = dealt(own ?? (await this.commandOf(request, site)), request);

    const exclusions = readExclusions(await this.rules.inForce(this.database, { zoneId, siteId: site?.id ?? null }));
    // The answers of DNS may take seconds, so this is no part of a transaction.
    const names = await resolveNames(this.resolver, [...namesOf(targets), ...namesOf(exclusions)]);
    const { scanner, options } = command;
    const engineId = engine?.id ?? null;
    const poolId = pool?.id ?? null;
    const capacity = await this.capacity(scanner, {
      zoneId,
      engineId,
      poolId,
      limits: [zoneMaxShards, site?.maxShards],
    });
    const field = site ? 'siteId' : 'targets';
    const within = request.liveHostsOnly ? await this.liveHosts(zoneId, namedAddresses(targets, names)) : null;
    const plan = planScan({ field, targets, within, exclusions, names, scanner, options, capacity });
    return { site, zoneId, engineId, poolId, command, plan };
  }

  /** The engine that the request names; else, where it names no pool, the site's own. */
  private async engineOf(request: CreateScanRequest, site: SiteRow | null): Promise<EngineRow | null> {
    const id = request.engineId ?? (request.poolId === undefined ? site?.defaultEngineId : undefined);
    if (!id) return null;
    return naming('engineId', () => this.engines.get(id));
  }

  /** The pool that the request names, else the site's own. */
  private async poolOf(request: CreateScanRequest, site: SiteRow | null): Promise<Pool | null> {
    const id = request.poolId ?? site?.defaultPoolId;
    if (!id) return null;
    const rows = await this.database.query<Pool>(
      `SELECT id, name, zone_id AS "zoneId" FROM engine_pool WHERE id = $1`,
      [id],
    );
    if (!rows[0]) throw refuseField('poolId', 'is no engine pool; take one from the list of pools');
    return rows[0];
  }

  private async zoneOf(
    request: CreateScanRequest,
    site: SiteRow | null,
    { engine, pool }: { engine: EngineRow | null; pool: Pool | null },
  ): Promise<{ zoneId: string; zoneMaxShards: number | null }> {
    const zoneId = site?.zoneId ?? request.zoneId ?? engine?.zoneId ?? pool?.zoneId ?? DEFAULT_ZONE_ID;
    if (site && request.zoneId !== undefined && request.zoneId !== site.zoneId) {
      throw refuseField('zoneId', 'is not the zone of the site; leave it out');
    }
    const elsewhere = 'of another zone, which cannot reach the targets; choose one of this zone';
    if (engine && engine.zoneId !== zoneId)
      throw refuseField('engineId', `is the engine "${engine.name}" ${elsewhere}`);
    if (pool && pool.zoneId !== zoneId) throw refuseField('poolId', `is the pool "${pool.name}" ${elsewhere}`);
    const known = await this.database.query<{ zoneMaxShards: number | null }>(
      `SELECT max_shards AS "zoneMaxShards" FROM zone WHERE id = $1`,
      [zoneId],
    );
    if (!known[0]) throw refuseField('zoneId', 'is no zone; take one from the list of zones');
    return { zoneId, ...known[0] };
  }

  /**
   * Addresses among these of hosts of the zone that are not gone. One that did not answer is asked again, or its return would
   * never be seen.
   */
  private async liveHosts(zoneId: string, among: AddressSet): Promise<AddressSet> {
    const ranges = [...among.intervals()];
    const rows = await this.database.query<{ first: string; last: string }>(
      `SELECT host(min(address)) AS first, host(max(address)) AS last
       FROM (SELECT address, address - (row_number() OVER (PARTITION BY family(address) ORDER BY address) - 1) AS island
         FROM unnest($2::inet[], $3::inet[]) AS range (first, last)
           JOIN host ON host.zone_id = $1 AND host.address BETWEEN range.first AND range.last AND host.status <> 'gone') AS live
       GROUP BY family(island), island`,
      [
        zoneId,
        ranges.map(({ family, first }) => formatAddress({ family, value: first })),
        ranges.map(({ family, last }) => formatAddress({ family, value: last })),
      ],
    );
    return AddressSet.parse(rows.map(({ first, last }) => `${first}-${last}`).join(','));
  }

  private async capacity(
    scanner: ScannerName,
    place: {
      zoneId: string;
      engineId: string | null;
      poolId: string | null;
      limits: readonly (number | null | undefined)[];
    },
  ): Promise<Capacity> {
    const { engineId, poolId } = place;
    const engines = (await this.slots.able(this.database, place.zoneId)).filter(
      ({ id, scanners, pools }) =>
        scanners.includes(scanner) &&
        (engineId === null || id === engineId) &&
        (poolId === null || pools.includes(poolId)),
    );
    const limits = place.limits.filter((limit) => limit !== null && limit !== undefined);
    return { engines, mostAtOnce: limits.length > 0 ? Math.min(...limits) : null };
  }

  private async commandOf(request: CreateScanRequest, site: SiteRow | null): Promise<PlannedCommand> {
    const id = request.commandId ?? site?.defaultCommandId;
    return id ? naming('commandId', () => this.commands.get(id)) : this.commands.default();
  }
}

/** The command as this scan runs it: nmap shuffles hosts only when it is told to, masscan always does. */
function dealt(command: PlannedCommand, { randomised }: CreateScanRequest): PlannedCommand {
  const shuffle = { name: '--randomize-hosts' };
  const told = command.options.some(({ name }) => name === shuffle.name);
  if (!randomised || command.scanner !== 'nmap' || told) return command;
  const options = [...command.options, shuffle];
  return { ...command, options, optionsText: formatOptions(options) };
}

function readTargets(text: string, site: SiteRow | null): TargetLine[] {
  const { targets, problems } = parseTargetList(text);
  if (problems.length === 0) return targets;
  const issues = targetIssues(problems);
  const whose = site ? `The site "${site.name}" has bad targets` : 'The targets are not right';
  throw invalid(`${whose}: ${issueSummary(issues)}`, issues, 'invalid_targets');
}

/** A thing that a field of the request names and that does not exist is a fault of that field, not of the address. */
async function naming<T>(field: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) {
      throw invalid(error.message, [{ path: field, message: error.message, code: error.code }], error.code);
    }
    throw error;
  }
}

function refuseField(path: string, message: string): Refusal {
  return invalid(`${path} ${message}.`, [{ path, message }]);
}
