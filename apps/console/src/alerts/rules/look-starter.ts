import { Injectable } from '@nestjs/common';
import type { ScannerName } from '@scanfleet/contracts';
import type { ScanOption } from '@scanfleet/scan-options';
import { AddressSet } from '@scanfleet/targets';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { ExclusionsNow } from '../../scans/exclusions-now.js';
import { type DraftedScan, ScanCreator } from '../../scans/scan-creator.js';
import { SiteStore } from '../../sites/site-store.js';
import { LOOK_MINUTES } from './confirmations.js';
import { lookCommand, lookRequest } from './look-again.js';

interface WantedLook {
  readonly id: string;
  readonly rule_name: string;
  readonly look: 'hosts' | 'ports';
  readonly ports: number[];
  readonly versions: boolean;
  readonly change_ids: string[];
  readonly site_id: string | null;
  readonly engine_id: string | null;
  readonly pool_id: string | null;
  readonly scanner: ScannerName;
  readonly options: ScanOption[];
}

/** The scan of a look was made, or cannot be. */
export type Begun = { readonly kind: 'begun' } | { readonly kind: 'impossible'; readonly why: string };

/** Makes the scans of second looks that rules wish for. */
@Injectable()
export class LookStarter {
  constructor(
    private readonly database: Database,
    private readonly exclusions: ExclusionsNow,
    private readonly creator: ScanCreator,
    private readonly sites: SiteStore,
  ) {}

  /** Ids of looks for which there is no scan yet; those that ask for most come first, since others may join them. */
  async wanted(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM alert_confirmation WHERE state = 'wanted'
       ORDER BY deadline_at, cardinality(change_ids) DESC, cardinality(ports) DESC, versions DESC, id LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Plans the scan of a look, and keeps it if nobody else did meanwhile. */
  async begin(id: string): Promise<Begun> {
    const look = await this.read(id);
    if (look === null) return { kind: 'impossible', why: 'the scan that found it was deleted' };
    if (await this.joins(id)) return { kind: 'begun' };
    try {
      const drafted = await this.draft(look);
      if (drafted === null) return { kind: 'impossible', why: 'it is excluded from scans now' };
      await this.database.transaction((tx) => this.keep(tx, look, drafted));
      return { kind: 'begun' };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: 'impossible', why: `the second look could not be started: ${error.message}` };
    }
  }

  /** Joins a look of another rule that is under way and asks for as much. */
  private async joins(id: string): Promise<boolean> {
    const joined = await this.database.query(
      `UPDATE alert_confirmation mine SET state = 'looking', confirm_scan_id = other.confirm_scan_id
       FROM alert_confirmation other JOIN scan ON scan.id = other.confirm_scan_id
       WHERE mine.id = $1 AND mine.state = 'wanted' AND other.state = 'looking' AND scan.state IN ('planned', 'running', 'paused')
         AND other.scan_id = mine.scan_id AND other.look = mine.look AND other.change_ids @> mine.change_ids
         AND other.ports @> mine.ports AND (other.versions OR NOT mine.versions)
       RETURNING mine.id`,
      [id],
    );
    return joined.length > 0;
  }

  private async keep(tx: Tx, look: WantedLook, drafted: DraftedScan): Promise<void> {
    const open = await tx.query(`SELECT FROM alert_confirmation WHERE id = $1 AND state = 'wanted' FOR UPDATE`, [
      look.id,
    ]);
    if (open.length === 0) return;
    const author = { name: `alert rule ${look.rule_name}`, origin: 'confirmation' as const };
    const scanId = await this.creator.keep(tx, drafted, author);
    await tx.query(`UPDATE alert_confirmation SET state = 'looking', confirm_scan_id = $2 WHERE id = $1`, [
      look.id,
      scanId,
    ]);
  }

  /** The scan of a look; null when nothing of it may be scanned any more. */
  private async draft(look: WantedLook): Promise<DraftedScan | null> {
    const rows = await this.database.query<{ address: string; zone_id: string }>(
      `SELECT DISTINCT host(h.address) AS address, h.zone_id FROM change c JOIN host h ON h.id = c.host_id
       WHERE c.id = ANY ($1::bigint[])`,
      [look.change_ids],
    );
    const zoneId = rows[0]?.zone_id;
    if (zoneId === undefined) return null;
    // What a site excludes is excluded from its scans only, and this one names addresses and not the site.
    const excluded = await this.exclusions.set(this.database, { zoneId, siteId: look.site_id });
    const targets = AddressSet.parse(rows.map(({ address }) => address).join(',')).subtract(excluded);
    if (targets.isEmpty()) return null;
    const command = lookCommand({ ...look, firstOptions: look.scanner === 'nmap' ? look.options : [] });
    const place = { zoneId, engineId: look.engine_id, poolId: look.pool_id };
    const drafted = await this.creator.draft(lookRequest(targets.toString(), place, LOOK_MINUTES), command);
    if (look.site_id === null) return drafted;
    // It counts against the limits and blackouts of the site, and minds what the site excludes from now on.
    return { ...drafted, draft: { ...drafted.draft, site: await this.sites.get(look.site_id) } };
  }

  private async read(id: string): Promise<WantedLook | null> {
    const [look] = await this.database.query<WantedLook>(
      `SELECT c.id, r.name AS rule_name, c.look, c.ports, c.versions, c.change_ids, s.site_id, s.engine_id, s.pool_id, s.scanner, s.options
       FROM alert_confirmation c JOIN alert_item i ON i.id = c.item_id JOIN alert_rule r ON r.id = i.rule_id
       JOIN scan s ON s.id = c.scan_id WHERE c.id = $1`,
      [id],
    );
    return look ?? null;
  }
}
