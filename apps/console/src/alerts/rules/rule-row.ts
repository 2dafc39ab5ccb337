import {
  type AlertFilter,
  type AlertKind,
  alertFilter,
  type AlertRuleRequest,
  type DigestMode,
  type QuietHours,
  type ScanEvent,
} from '@scanfleet/contracts';
import type { Audience } from './audience.js';
import { RuleNarrowing } from './rule-narrowing.js';

/** A row of `alert_rule` with the channels of the rule. */
export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly events: ScanEvent[];
  readonly changes: AlertKind[];
  readonly filter: AlertFilter;
  readonly digest: DigestMode;
  readonly digest_at: string;
  readonly quiet: QuietHours | null;
  readonly zone: string;
  readonly flap_hours: number;
  readonly confirm: 'none' | 'reprobe';
  readonly certificate_days: number;
  readonly muted_until: Date | null;
  readonly enabled_at: Date;
  readonly last_message_at: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly channel_ids: string[];
}

export const ruleColumns = `r.id, r.name, r.enabled, r.events, r.changes, r.filter, r.digest, r.digest_at, r.quiet, r.zone, r.flap_hours,
  r.confirm, r.certificate_days, r.muted_until, r.enabled_at, r.last_message_at, r.created_by, r.created_at, r.updated_at,
  ARRAY(SELECT channel_id FROM alert_rule_channel rc WHERE rc.rule_id = r.id ORDER BY channel_id) AS channel_ids`;

/** A rule as it was asked for. */
export function requestOf(row: RuleRow): AlertRuleRequest {
  return {
    name: row.name,
    enabled: row.enabled,
    events: row.events,
    changes: row.changes,
    filter: alertFilter.parse(row.filter),
    channelIds: row.channel_ids,
    digest: row.digest,
    digestAt: row.digest_at,
    quiet: row.quiet,
    zone: row.zone,
    flapHours: row.flap_hours,
    confirm: row.confirm,
    certificateDays: row.certificate_days,
  };
}

const HOUR = 3_600_000;

/** A rule made ready for many changes. @throws Error when its filter cannot be read. */
export function audienceOf(
  request: AlertRuleRequest,
  { id, since, mutedUntil = null }: { readonly id: string; readonly since: Date; readonly mutedUntil?: Date | null },
): Audience {
  const { filter, digest, digestAt, quiet, zone } = request;
  return {
    rule: { id, name: request.name },
    mails: null,
    channelIds: request.channelIds,
    mailTo: [],
    events: new Set(request.events),
    changes: new Set(request.changes),
    siteIds: new Set(filter.siteIds),
    narrowing: RuleNarrowing.of(filter),
    flapMs: request.flapHours * HOUR,
    confirm: request.confirm === 'reprobe',
    certificateDays: request.certificateDays,
    timing: { digest, digestAt, quiet, zone },
    since,
    mutedUntil,
  };
}
