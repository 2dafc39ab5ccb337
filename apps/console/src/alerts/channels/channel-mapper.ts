import type { AlertChannel } from '@scanfleet/contracts';
import type { ChannelRow } from './channel-row.js';

/** A channel with what is said of it, as `ChannelQueries` selects it. */
export interface ChannelListRow extends Omit<ChannelRow, 'sealed'> {
  readonly rule_count: number;
  readonly last_state: string | null;
  readonly last_attempts: number | null;
  readonly last_at: Date | null;
  readonly last_error: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The contract's channel of a row, without anything that is secret. */
export function toChannel(row: ChannelListRow): AlertChannel {
  const { settings } = row;
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    enabled: row.enabled,
    target: row.target,
    to: 'to' in settings && Array.isArray(settings.to) ? [...settings.to] : null,
    syslog:
      'host' in settings && row.kind === 'syslog'
        ? {
            host: settings.host ?? '',
            port: settings.port ?? 0,
            transport: settings.transport ?? 'udp',
            facility: settings.facility ?? 0,
          }
        : null,
    ruleCount: row.rule_count,
    lastDelivery:
      row.last_state === null || row.last_at === null
        ? null
        : {
            state: row.last_state,
            attempts: row.last_attempts ?? 0,
            at: row.last_at.toISOString(),
            error: row.last_error,
          },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
