import type { Exclusion, ExclusionScope } from '@scanfleet/contracts';

/** An exclusion with the names of what it belongs to, as `ExclusionQueries` selects it. */
export interface ExclusionListRow {
  readonly id: string;
  readonly scope: ExclusionScope;
  readonly zone_id: string | null;
  readonly zone_name: string | null;
  readonly site_id: string | null;
  readonly site_name: string | null;
  readonly target: string;
  readonly reason: string;
  readonly author: string;
  readonly enabled: boolean;
  readonly expires_at: Date | null;
  readonly created_at: Date;
}

/** The contract's exclusion of a row; whether it is applied is decided at `now`. */
export function toExclusion(row: ExclusionListRow, now: Date): Exclusion {
  return {
    id: row.id,
    scope: row.scope,
    zone: row.zone_id === null ? null : { id: row.zone_id, name: row.zone_name ?? '' },
    site: row.site_id === null ? null : { id: row.site_id, name: row.site_name ?? '' },
    target: row.target,
    reason: row.reason,
    author: row.author,
    enabled: row.enabled,
    expiresAt: row.expires_at?.toISOString() ?? null,
    active: row.enabled && (row.expires_at === null || row.expires_at > now),
    createdAt: row.created_at.toISOString(),
  };
}
