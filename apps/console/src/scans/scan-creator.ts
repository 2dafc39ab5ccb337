import { Injectable } from '@nestjs/common';
import type { CreateScanRequest } from '@scanfleet/contracts';
import { parseTargetList, type TargetLine } from '@scanfleet/targets';
import { type EngineRow, EngineRegistry } from '../engines/engine-registry.js';
import { readExclusions } from '../exclusions/excluded-addresses.js';
import { ExclusionRules } from '../exclusions/exclusion-rules.js';
import { issueSummary, targetIssues } from '../exclusions/target-issues.js';
import { Database } from '../platform/database/database.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { conflict, invalid, notFound, Refusal } from '../platform/http/refusal.js';
import { type PlannedCommand, ScanCommandStore } from '../scan-commands/scan-command-store.js';
import { type SiteRow, SiteStore } from '../sites/site-store.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { NameResolver } from './name-resolver.js';
import { resolveNames } from './resolve-names.js';
import { namesOf, planScan } from './scan-planner.js';
import { ScanStore } from './scan-store.js';

/** Turns the wish for a scan into a planned one. */
@Injectable()
export class ScanCreator {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly commands: ScanCommandStore,
    private readonly engines: EngineRegistry,
    private readonly rules: ExclusionRules,
    private readonly resolver: NameResolver,
    private readonly store: ScanStore,
  ) {}

  /**
   * Plans a scan from what holds now, and commits it with all its shards or not at all.
   * @param createdBy name of who asks.
   * @returns the scan's id.
   * @throws Refusal 404 `site_not_found`; 409 `site_disabled`; 422 naming the field for bad targets, an unknown command,
   *   engine or zone, an engine of another zone; 422 `nothing_to_scan` with the reason.
   */
  async create(request: CreateScanRequest, createdBy: string): Promise<string> {
    const site = request.siteId === undefined ? null : await this.sites.get(request.siteId);
    if (site && !site.enabled) {
      throw conflict('site_disabled', `The site "${site.name}" is disabled. Enable it, then scan it.`);
    }
    const targets = readTargets(site?.targets ?? request.targets ?? '', site);
    const engine = await this.engineOf(request, site);
    const zoneId = await this.zoneOf(request, site, engine);
    const command = await this.commandOf(request, site);

    const exclusions = readExclusions(await this.rules.inForce(this.database, { zoneId, siteId: site?.id ?? null }));
    // The answers of DNS may take seconds, so they come before the transaction.
    const names = await resolveNames(this.resolver, [...namesOf(targets), ...namesOf(exclusions)]);
    const { scanner, options } = command;
    const field = site ? 'siteId' : 'targets';
    const plan = planScan({ field, targets, exclusions, names, scanner, options });
    try {
      return await this.database.transaction((tx) =>
        this.store.create(tx, { zoneId, site, engineId: engine?.id ?? null, command, plan, createdBy }),
      );
    } catch (error) {
      // What was looked at before the transaction may have been deleted since.
      const constraint = violatedConstraint(error);
      if (constraint === 'scan_site_id_fkey') throw notFound('site');
      if (constraint === 'scan_command_id_fkey') throw notFound('scan command');
      throw error;
    }
  }

  private async engineOf(request: CreateScanRequest, site: SiteRow | null): Promise<EngineRow | null> {
    const id = request.engineId ?? site?.defaultEngineId;
    if (!id) return null;
    return naming('engineId', () => this.engines.get(id));
  }

  private async zoneOf(request: CreateScanRequest, site: SiteRow | null, engine: EngineRow | null): Promise<string> {
    const zoneId = site?.zoneId ?? request.zoneId ?? engine?.zoneId ?? DEFAULT_ZONE_ID;
    if (site && request.zoneId !== undefined && request.zoneId !== site.zoneId) {
      throw refuseField('zoneId', 'is not the zone of the site; leave it out');
    }
    if (engine && engine.zoneId !== zoneId) {
      const message = `is the engine "${engine.name}" of another zone, which cannot reach the targets; choose one of this zone`;
      throw refuseField('engineId', message);
    }
    const known = await this.database.query(`SELECT FROM zone WHERE id = $1`, [zoneId]);
    if (known.length === 0) throw refuseField('zoneId', 'is no zone; take one from the list of zones');
    return zoneId;
  }

  private async commandOf(request: CreateScanRequest, site: SiteRow | null): Promise<PlannedCommand> {
    const id = request.commandId ?? site?.defaultCommandId;
    return id ? naming('commandId', () => this.commands.get(id)) : this.commands.default();
  }
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
