import type { AlertDelivery, AlertMessage, ChannelKind, DeliveryDetail, DeliveryState } from '@scanfleet/contracts';

/** A delivery with what its message and channel are called, as `DeliveryQueries` selects it. */
export interface DeliveryRow {
  readonly id: string;
  readonly state: DeliveryState;
  readonly subject: string;
  readonly message_kind: string;
  readonly rule_id: string | null;
  readonly rule_name: string | null;
  readonly scan_ids: readonly string[];
  readonly channel_id: string | null;
  readonly channel_name: string | null;
  readonly channel_kind: ChannelKind;
  readonly target: string;
  readonly attempts: number;
  readonly code: number | null;
  readonly error: string | null;
  readonly next_attempt_at: Date | null;
  readonly created_at: Date;
  readonly delivered_at: Date | null;
}

export interface AttemptRow {
  readonly number: number;
  readonly at: Date;
  readonly ok: boolean;
  readonly code: number | null;
  readonly error: string | null;
  readonly milliseconds: number;
}

/** The contract's delivery of a row. */
export function toDelivery(row: DeliveryRow): AlertDelivery {
  const [scanId = null, ...others] = row.scan_ids;
  return {
    id: row.id,
    state: row.state,
    subject: row.subject,
    messageKind: row.message_kind,
    rule: row.rule_id === null ? null : { id: row.rule_id, name: row.rule_name ?? '' },
    scanId: others.length === 0 ? scanId : null,
    channel: row.channel_id === null ? null : { id: row.channel_id, name: row.channel_name ?? '' },
    channelKind: row.channel_kind,
    target: row.target,
    attempts: row.attempts,
    code: row.code,
    error: row.error,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
  };
}

/** The contract's delivery with its message and the log of its attempts. */
export function toDetail(row: DeliveryRow & { body: AlertMessage }, log: readonly AttemptRow[]): DeliveryDetail {
  return {
    ...toDelivery(row),
    message: row.body,
    log: log.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
  };
}
