import { Injectable } from '@nestjs/common';
import type { ChannelSettings, createChannelRequest, updateChannelRequest } from '@scanfleet/contracts';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { violatedConstraint } from '../../platform/database/violated-constraint.js';
import { NAMED_FEW_LIMIT, namedFew } from '../../platform/http/named-few.js';
import { conflict, invalid, notFound } from '../../platform/http/refusal.js';
import { Bus } from '../../platform/realtime/bus.js';
import { SealBroken } from '../../platform/secrets/secret-box.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { channelColumns, type ChannelRow } from './channel-row.js';
import { channelTarget } from './channel-target.js';
import { ChannelVault } from './channel-vault.js';

export type NewChannel = z.output<typeof createChannelRequest>;
export type ChannelChange = z.output<typeof updateChannelRequest>;

/** A channel that was written, and the secret that was made for it, if any. */
export interface WrittenChannel {
  readonly id: string;
  readonly madeSecret: string | null;
}

const SECRET_BYTES = 32;

/** The only writer of channels. */
@Injectable()
export class ChannelStore {
  constructor(
    private readonly clock: Clock,
    private readonly vault: ChannelVault,
    private readonly bus: Bus,
    private readonly bell: AlertsBell,
  ) {}

  /** Adds a channel. @throws Refusal 409 `channel_name_taken`. */
  async create(tx: Tx, { name, enabled, settings, by }: NewChannel & { by: string }): Promise<WrittenChannel> {
    const id = this.clock.uuid();
    const { whole, madeSecret } = this.withSecret(settings, undefined);
    const stored = this.vault.split(id, whole);
    await named(name, () =>
      tx.query(
        `INSERT INTO alert_channel (id, name, kind, enabled, settings, sealed, target, created_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
        [
          ...[id, name, settings.kind, enabled, JSON.stringify(stored.settings), stored.sealed],
          ...[channelTarget(settings), by, this.clock.now()],
        ],
      ),
    );
    tx.afterCommit(() => this.bell.ring());
    return { id, madeSecret };
  }

  /**
   * Changes what is given and leaves the rest. A webhook keeps its secret, and a syslog receiver of the same name the authority
   * of its certificate, unless another is given.
   * @throws Refusal 404 `alert_channel_not_found`, 409 `channel_name_taken`, 422 when the kind would change.
   */
  async update(tx: Tx, id: string, change: ChannelChange): Promise<WrittenChannel> {
    const row = await lock(tx, id);
    const { name = row.name, enabled = row.enabled, settings } = change;
    if (settings && settings.kind !== row.kind) {
      const message = `must stay ${row.kind}; make a new channel for another kind`;
      throw invalid(`settings.kind ${message}`, [{ path: 'settings.kind', message, token: settings.kind }]);
    }
    const { whole, madeSecret } = settings
      ? this.withSecret(withAuthority(settings, row), row)
      : { whole: undefined, madeSecret: null };
    const stored = whole ? this.vault.split(id, whole) : row;
    await named(name, () =>
      tx.query(
        `UPDATE alert_channel SET name = $2, enabled = $3, settings = $4, sealed = $5, target = $6, updated_at = $7 WHERE id = $1`,
        [
          ...[id, name, enabled, JSON.stringify(stored.settings), stored.sealed],
          ...[whole ? channelTarget(whole) : row.target, this.clock.now()],
        ],
      ),
    );
    // What waited for it may go now, and has a whole day to do so.
    if (enabled && !row.enabled) {
      await tx.query(`UPDATE alert_delivery SET trying_since = NULL WHERE channel_id = $1 AND state = 'waiting'`, [id]);
    }
    tx.afterCommit(async () => {
      if (enabled && !row.enabled) await this.bus.publish('deliveries', { messageId: null });
      this.bell.ring();
    });
    return { id, madeSecret };
  }

  /**
   * Deletes a channel; what has not been delivered through it is dropped.
   * @throws Refusal 404 `alert_channel_not_found`, 409 `channel_in_use` while rules tell through it.
   */
  async remove(tx: Tx, id: string): Promise<void> {
    // Against deliveries and rules that are being written for it, too: they hold its key until they are committed.
    const [row] = await tx.query<{ name: string }>(`SELECT name FROM alert_channel WHERE id = $1 FOR UPDATE`, [id]);
    if (!row) throw notFound('alert channel');
    const rules = await tx.query<{ name: string }>(
      `SELECT r.name FROM alert_rule_channel rc JOIN alert_rule r ON r.id = rc.rule_id WHERE rc.channel_id = $1
       ORDER BY lower(r.name), r.id LIMIT ${NAMED_FEW_LIMIT}`,
      [id],
    );
    if (rules.length > 0) {
      throw conflict(
        'channel_in_use',
        `The alert rules ${namedFew(rules)} tell through the channel "${row.name}". Take it out of them first, then delete it.`,
      );
    }
    await tx.query(
      `UPDATE alert_delivery SET state = 'dropped', next_attempt_at = NULL, claim = NULL, claimed_until = NULL
       WHERE channel_id = $1 AND state IN ('waiting', 'dead')`,
      [id],
    );
    await tx.query(`DELETE FROM alert_channel WHERE id = $1`, [id]);
    tx.afterCommit(() => this.bell.ring());
  }

  /** Settings of a webhook with a secret: the given one, the one that it has, or a new one. */
  private withSecret(
    settings: ChannelSettings,
    before: ChannelRow | undefined,
  ): { whole: ChannelSettings; madeSecret: string | null } {
    if (settings.kind !== 'webhook' || settings.secret !== undefined) return { whole: settings, madeSecret: null };
    const kept = before && this.secretOf(before);
    if (kept !== undefined) return { whole: { ...settings, secret: kept }, madeSecret: null };
    const made = this.clock.bytes(SECRET_BYTES).toString('base64url');
    return { whole: { ...settings, secret: made }, madeSecret: made };
  }

  private secretOf(row: ChannelRow): string | undefined {
    try {
      return this.vault.open(row).secret;
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      // It is of no use any more: whoever saves the channel gets a new one, and sees it.
      return undefined;
    }
  }
}

/** The authority of a certificate is never given back, so that who edits the rest cannot give it again. */
function withAuthority(settings: ChannelSettings, { settings: before }: ChannelRow): ChannelSettings {
  if (settings.kind !== 'syslog' || settings.ca !== null || !('host' in before)) return settings;
  const isSame = settings.transport === 'tls' && settings.host === before.host;
  return isSame ? { ...settings, ca: before.ca ?? null } : settings;
}

async function lock(tx: Tx, id: string): Promise<ChannelRow> {
  const [row] = await tx.query<ChannelRow>(
    `SELECT ${channelColumns} FROM alert_channel c WHERE c.id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  if (!row) throw notFound('alert channel');
  return row;
}

/** @throws Refusal 409 `channel_name_taken` when the write clashes with the name of another channel. */
async function named(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (violatedConstraint(error) !== 'alert_channel_name') throw error;
    throw conflict('channel_name_taken', `A channel is already named "${name}". Choose another name.`, [
      { path: 'name', message: 'is the name of another channel; choose another one', token: name },
    ]);
  }
}
