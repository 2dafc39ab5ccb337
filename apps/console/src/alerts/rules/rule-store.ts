import { Injectable } from '@nestjs/common';
import { AlertKind, type AlertRuleRequest, DigestMode, type UpdateAlertRuleRequest } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import type { Tx } from '../../platform/database/tx.js';
import { violatedConstraint } from '../../platform/database/violated-constraint.js';
import { conflict, notFound } from '../../platform/http/refusal.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { checkRule, refuse } from './check-rule.js';
import { dueAt } from './due-time.js';
import { checkReferences } from './rule-references.js';
import { requestOf, ruleColumns, type RuleRow } from './rule-row.js';

/** The only writer of alert rules; what they have to tell is written by those who tell it. */
@Injectable()
export class RuleStore {
  constructor(
    private readonly clock: Clock,
    private readonly bell: AlertsBell,
  ) {}

  /**
   * Adds a rule. It tells of what happens from now on.
   * @returns its id.
   * @throws Refusal 422 naming what is wrong or is not there; 409 `alert_rule_name_taken`.
   */
  async create(tx: Tx, request: AlertRuleRequest, by: string): Promise<string> {
    const wish = canonical(request);
    checkRule(wish);
    await checkReferences(tx, wish);
    const id = this.clock.uuid();
    const now = this.clock.now();
    const columns = { ...columnsOf(wish), id, enabled_at: now, created_by: by, created_at: now, updated_at: now };
    const names = Object.keys(columns);
    const places = names.map((_, index) => `$${index + 1}`).join(', ');
    await this.write(wish.name, () =>
      tx.query(`INSERT INTO alert_rule (${names.join(', ')}) VALUES (${places})`, Object.values(columns)),
    );
    await this.setChannels(tx, id, wish.channelIds);
    this.announce(tx);
    return id;
  }

  /**
   * Changes what is given and leaves the rest. A rule that is disabled forgets what it had to tell.
   * @throws Refusal 404 `alert_rule_not_found`; 422 and 409 as `create`.
   */
  async update(tx: Tx, id: string, change: UpdateAlertRuleRequest): Promise<void> {
    const row = await this.lock(tx, id);
    const before = requestOf(row);
    const { mutedUntil, filter, ...fields } = change;
    const wish = canonical({
      ...before,
      ...given(fields),
      filter: { ...before.filter, ...given(filter ?? {}) },
    });
    checkRule(wish);
    this.checkMute(mutedUntil);
    if (change.channelIds ?? change.filter?.siteIds) await checkReferences(tx, wish);
    const columns = {
      ...columnsOf(wish),
      muted_until: mutedUntil === undefined ? row.muted_until : mutedUntil === null ? null : new Date(mutedUntil),
      enabled_at: wish.enabled && !row.enabled ? this.clock.now() : row.enabled_at,
      // Later than before in any case: what was made ready of the rule is known by it.
      updated_at: new Date(Math.max(this.clock.now().getTime(), row.updated_at.getTime() + 1)),
    };
    const sets = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`);
    await this.write(wish.name, () =>
      tx.query(`UPDATE alert_rule SET ${sets.join(', ')} WHERE id = $1`, [id, ...Object.values(columns)]),
    );
    if (change.channelIds) await this.setChannels(tx, id, wish.channelIds);
    await this.mindWaiting(tx, id, { before, wish, wasMuted: row.muted_until, muted: columns.muted_until });
    this.announce(tx);
  }

  /** Deletes a rule with all that it had to tell; messages that were made are sent. @throws Refusal 404 `alert_rule_not_found`. */
  async remove(tx: Tx, id: string): Promise<void> {
    const gone = await tx.query(`DELETE FROM alert_rule WHERE id = $1 RETURNING id`, [id]);
    if (gone.length === 0) throw notFound('alert rule');
    this.announce(tx);
  }

  private async lock(tx: Tx, id: string): Promise<RuleRow> {
    const [row] = await tx.query<RuleRow>(
      `SELECT ${ruleColumns} FROM alert_rule r WHERE r.id = $1 FOR NO KEY UPDATE OF r`,
      [id],
    );
    if (!row) throw notFound('alert rule');
    return row;
  }

  private checkMute(until: string | null | undefined): void {
    if (until === null || until === undefined || new Date(until) > this.clock.now()) return;
    refuse([{ path: 'mutedUntil', message: 'must be later than now; null ends a mute', token: until }]);
  }

  private async setChannels(tx: Tx, id: string, channelIds: readonly string[]): Promise<void> {
    await tx.query(`DELETE FROM alert_rule_channel WHERE rule_id = $1 AND channel_id <> ALL ($2::uuid[])`, [
      id,
      channelIds,
    ]);
    await tx.query(
      `INSERT INTO alert_rule_channel (rule_id, channel_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
      [id, channelIds],
    );
  }

  /** What waits goes by what the rule is now. */
  private async mindWaiting(
    tx: Tx,
    id: string,
    {
      before,
      wish,
      wasMuted,
      muted,
    }: { before: AlertRuleRequest; wish: AlertRuleRequest; wasMuted: Date | null; muted: Date | null },
  ): Promise<void> {
    if (!wish.enabled) {
      await this.forgetWaiting(tx, id);
      return;
    }
    if (wish.flapHours === 0) await tx.query(`UPDATE alert_held SET settle_at = last_at WHERE rule_id = $1`, [id]);
    const now = this.clock.now();
    if (timingOf(before) !== timingOf(wish)) {
      const due = dueAt(wish, now, muted);
      await tx.query(`UPDATE alert_item SET due_at = $2 WHERE rule_id = $1 AND state = 'waiting'`, [id, due]);
    } else if (wasMuted !== null && wasMuted.getTime() !== muted?.getTime()) {
      // What was due already and waited for the end of the mute alone.
      const due = dueAt({ ...wish, digest: DigestMode.Immediate }, now, muted);
      await tx.query(`UPDATE alert_item SET due_at = $2 WHERE rule_id = $1 AND state = 'waiting' AND due_at = $3`, [
        ...[id, due, wasMuted],
      ]);
    }
  }

  private async forgetWaiting(tx: Tx, id: string): Promise<void> {
    const gone = await tx.query<{ certificates: boolean }>(
      `DELETE FROM alert_item WHERE rule_id = $1 RETURNING parcel->'counts' ? '${AlertKind.CertificateExpiring}' AS certificates`,
      [id],
    );
    await tx.query(`DELETE FROM alert_held WHERE rule_id = $1`, [id]);
    // They were noted as told when they began to wait.
    if (gone.some(({ certificates }) => certificates)) {
      await tx.query(`DELETE FROM alert_certificate_told WHERE rule_id = $1`, [id]);
    }
  }

  private async write(name: string, statement: () => Promise<unknown>): Promise<void> {
    try {
      await statement();
    } catch (error) {
      if (violatedConstraint(error) !== 'alert_rule_name') throw error;
      throw conflict('alert_rule_name_taken', `An alert rule is already named "${name}". Choose another name.`, [
        { path: 'name', message: 'is the name of another rule; choose another one', token: name },
      ]);
    }
  }

  private announce(tx: Tx): void {
    tx.afterCommit(() => this.bell.ring());
  }
}

/** The same without anything twice. */
function canonical(request: AlertRuleRequest): AlertRuleRequest {
  const { events, changes, channelIds, filter } = request;
  return {
    ...request,
    events: [...new Set(events)],
    changes: [...new Set(changes)],
    channelIds: distinct(channelIds),
    filter: { ...filter, siteIds: distinct(filter.siteIds) },
  };
}

function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as ReturnType<typeof given<Fields>>;
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

function timingOf({ digest, digestAt, quiet, zone }: AlertRuleRequest): string {
  const daily = digest === DigestMode.Daily ? digestAt : '';
  return [digest, daily, quiet?.from, quiet?.to, zone].join(' ');
}

function columnsOf(wish: AlertRuleRequest): Record<string, unknown> {
  return {
    name: wish.name,
    enabled: wish.enabled,
    events: wish.events,
    changes: wish.changes,
    filter: JSON.stringify(wish.filter),
    digest: wish.digest,
    digest_at: wish.digestAt,
    quiet: wish.quiet && JSON.stringify(wish.quiet),
    zone: wish.zone,
    flap_hours: wish.flapHours,
    confirm: wish.confirm,
    certificate_days: wish.certificateDays,
  };
}
