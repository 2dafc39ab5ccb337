import type { Reference, Site, SiteSummary } from '@scanfleet/contracts';

/** A site with the names of what it points to, as `SiteQueries` selects it. */
export interface SiteListRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly zone_id: string;
  readonly zone_name: string;
  readonly address_count: string;
  readonly name_count: number;
  readonly exclusion_count: number;
  readonly enabled: boolean;
  readonly command_id: string | null;
  readonly command_name: string | null;
  readonly engine_id: string | null;
  readonly engine_name: string | null;
  readonly pool_id: string | null;
  readonly pool_name: string | null;
  readonly max_shards: number | null;
  readonly max_rate: number | null;
  readonly scan_mail_recipients: string[];
  readonly difference_mail_recipients: string[];
  /** As Postgres writes it into JSON. */
  readonly last_scan: { id: string; state: string; at: string } | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The contract's site of a list. */
export function toSiteSummary(row: SiteListRow): SiteSummary {
  const last = row.last_scan;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    zone: { id: row.zone_id, name: row.zone_name },
    addressCount: row.address_count,
    nameCount: row.name_count,
    exclusionCount: row.exclusion_count,
    enabled: row.enabled,
    defaultCommand: toReference(row.command_id, row.command_name),
    defaultEngine: toReference(row.engine_id, row.engine_name),
    defaultPool: toReference(row.pool_id, row.pool_name),
    maxShards: row.max_shards,
    maxRate: row.max_rate,
    scanMailRecipients: row.scan_mail_recipients,
    differenceMailRecipients: row.difference_mail_recipients,
    lastScan: last && { id: last.id, state: last.state, at: new Date(last.at).toISOString() },
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The contract's site with its target text. */
export function toSite(row: SiteListRow & { readonly targets: string }): Site {
  return { ...toSiteSummary(row), targets: row.targets };
}

function toReference(id: string | null, name: string | null): Reference | null {
  return id === null || name === null ? null : { id, name };
}
