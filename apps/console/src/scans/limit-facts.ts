import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** A limit or budget with what is in use of it. */
interface Use {
  readonly shards: number;
  readonly rate: number;
  /** Shards that were leased before there was a budget. */
  readonly unbounded: number;
}

/** What may hold up the shards of a scan beside engines. */
export interface LimitFacts {
  readonly id: string;
  readonly zoneName: string;
  readonly zoneMaxShards: number | null;
  readonly inZone: Use;
  readonly siteName: string | null;
  readonly siteMaxShards: number | null;
  readonly siteMaxRate: number | null;
  readonly inSite: Use;
  readonly maxRate: number | null;
  readonly inScan: Use;
}

/** Says in a sentence which limit or budget of a scan is used up; null while there is room for one more shard. */
export function sayFull(facts: LimitFacts): string | null {
  const { zoneMaxShards, siteMaxShards, siteMaxRate, maxRate, inZone, inSite, inScan } = facts;
  if (zoneMaxShards !== null && inZone.shards >= zoneMaxShards) {
    return `Waits for a shard of the zone ${facts.zoneName} to end: its limit is ${zoneMaxShards}.`;
  }
  const site = facts.siteName ?? '';
  if (siteMaxShards !== null && inSite.shards >= siteMaxShards) {
    return `Waits for a shard of the site ${site} to end: its limit is ${siteMaxShards}.`;
  }
  if (siteMaxRate !== null && inSite.unbounded > 0) {
    return `Waits for a shard of the site ${site} to end that was started before the site had a rate budget.`;
  }
  if (siteMaxRate !== null && inSite.rate >= siteMaxRate) {
    return `Waits for a shard of the site ${site} to end: its ${siteMaxRate} packets a second are used up.`;
  }
  if (maxRate !== null && inScan.rate >= maxRate) {
    return `Waits for a shard of the scan to end: its ${maxRate} packets a second are used up.`;
  }
  return null;
}

/** Reads the limits and budgets of scans. */
@Injectable()
export class LimitFactsQueries {
  constructor(private readonly database: Database) {}

  /** What is used up of each scan's limits and budgets, in a sentence; scans with room are not in it. */
  async full(scanIds: readonly string[]): Promise<Map<string, string>> {
    if (scanIds.length === 0) return new Map();
    const facts = await this.database.query<LimitFacts>(
      `SELECT scan.id, zone.name AS "zoneName", zone.max_shards AS "zoneMaxShards", site.name AS "siteName",
         site.max_shards AS "siteMaxShards", site.max_rate AS "siteMaxRate", scan.max_rate AS "maxRate",
         (${used} WHERE peer.zone_id = zone.id AND zone.max_shards IS NOT NULL) AS "inZone",
         (${used} WHERE peer.site_id = site.id AND num_nonnulls(site.max_shards, site.max_rate) > 0) AS "inSite",
         (${used} WHERE peer.id = scan.id AND scan.max_rate IS NOT NULL) AS "inScan"
       FROM scan JOIN zone ON zone.id = scan.zone_id LEFT JOIN site ON site.id = scan.site_id
       WHERE scan.id = ANY ($1::uuid[])
         AND num_nonnulls(zone.max_shards, site.max_shards, site.max_rate, scan.max_rate) > 0`,
      [scanIds],
    );
    return new Map(
      facts.flatMap((one): [string, string][] => {
        const sentence = sayFull(one);
        return sentence === null ? [] : [[one.id, sentence]];
      }),
    );
  }
}

const used = `SELECT json_build_object('shards', count(*), 'rate', coalesce(sum(leased_rate), 0),
    'unbounded', count(*) - count(leased_rate))
  FROM shard JOIN scan AS peer ON peer.id = shard.scan_id AND shard.state IN ('leased', 'scanning')`;
