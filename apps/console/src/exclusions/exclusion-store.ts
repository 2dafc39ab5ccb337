import { Injectable } from '@nestjs/common';
import type { exclusionsApi, InputOf, ProblemIssue } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { invalid, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { ExclusionEntity } from './exclusion.entity.js';
import { readExclusionTargets } from './exclusion-targets.js';
import { issueSummary } from './target-issues.js';

export type NewExclusions = InputOf<typeof exclusionsApi.create>['body'] & { readonly author: string };
export type ExclusionChange = InputOf<typeof exclusionsApi.update>['body'];

/** The only writer of exclusions. Each write is told to those who plan and run scans, once it is committed. */
@Injectable()
export class ExclusionStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Adds one exclusion for each target of the text; all or none. A target that is written twice counts once.
   * @returns their ids in the order of the text.
   * @throws Refusal 422 naming every bad token, a missing or unknown zone or site, and an expiry that has passed.
   */
  async create(tx: Tx, wish: NewExclusions): Promise<string[]> {
    const scope = await this.readScope(tx, wish);
    const expiresAt = readExpiry(wish.expiresAt, this.clock.now());
    const targets = readExclusionTargets(wish.targets);
    const issues = [...scope.issues, ...expiresAt.issues, ...targets.issues];
    if (issues.length > 0) throw invalid(issueSummary(issues), issues);
    const ids = targets.tokens.map(() => this.clock.uuid());
    await tx.query(
      `INSERT INTO exclusion (id, scope, zone_id, site_id, target, reason, author, enabled, expires_at, created_at)
       SELECT id, $3, $4, $5, target, $6, $7, true, $8, $9
       FROM unnest($1::uuid[], $2::text[]) AS line (id, target)`,
      [
        ids,
        targets.tokens,
        wish.scope,
        scope.zoneId,
        scope.siteId,
        wish.reason,
        wish.author,
        expiresAt.value,
        this.clock.now(),
      ],
    );
    this.announce(tx);
    return ids;
  }

  /**
   * Changes reason, expiry or whether it is enabled; the target stays: another target is another exclusion.
   * @throws Refusal 404 `exclusion_not_found`; 422 for an expiry that has passed.
   */
  async update(tx: Tx, id: string, change: ExclusionChange): Promise<void> {
    const exclusions = tx.repository(ExclusionEntity);
    const row = await exclusions.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw notFound('exclusion');
    const { reason = row.reason, enabled = row.enabled } = change;
    let { expiresAt } = row;
    if (change.expiresAt !== undefined) {
      const read = readExpiry(change.expiresAt, this.clock.now());
      if (read.issues.length > 0) throw invalid(issueSummary(read.issues), read.issues);
      expiresAt = read.value;
    }
    await exclusions.update({ id }, { reason, enabled, expiresAt });
    this.announce(tx);
  }

  /** @throws Refusal 404 `exclusion_not_found`. */
  async remove(tx: Tx, id: string): Promise<void> {
    const gone = await tx.query(`DELETE FROM exclusion WHERE id = $1 RETURNING id`, [id]);
    if (gone.length === 0) throw notFound('exclusion');
    this.announce(tx);
  }

  /** Which zone or site the exclusions belong to; the lock keeps it from being deleted meanwhile. */
  private async readScope(
    tx: Tx,
    wish: NewExclusions,
  ): Promise<{ zoneId: string | null; siteId: string | null; issues: ProblemIssue[] }> {
    const issues: ProblemIssue[] = [];
    const wanted = { zoneId: wish.scope === 'zone', siteId: wish.scope === 'site' };
    for (const field of ['zoneId', 'siteId'] as const) {
      if (wanted[field] && wish[field] === undefined) {
        issues.push({ path: field, message: `${field} must be given for scope "${wish.scope}".` });
      }
      if (!wanted[field] && wish[field] !== undefined) {
        issues.push({ path: field, message: `${field} has no meaning for scope "${wish.scope}"; leave it out.` });
      }
    }
    const zoneId = (wanted.zoneId && wish.zoneId) || null;
    const siteId = (wanted.siteId && wish.siteId) || null;
    if (zoneId && (await tx.query(`SELECT FROM zone WHERE id = $1 FOR KEY SHARE`, [zoneId])).length === 0) {
      issues.push({ path: 'zoneId', message: 'zoneId is no zone; take one from the list of zones.', token: zoneId });
    }
    if (siteId && (await tx.query(`SELECT FROM site WHERE id = $1 FOR KEY SHARE`, [siteId])).length === 0) {
      issues.push({ path: 'siteId', message: 'siteId is no site; take one from the list of sites.', token: siteId });
    }
    return { zoneId, siteId, issues };
  }

  private announce(tx: Tx): void {
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'exclusions_changed' }));
  }
}

function readExpiry(text: string | null, now: Date): { value: Date | null; issues: ProblemIssue[] } {
  if (text === null) return { value: null, issues: [] };
  const value = new Date(text);
  if (value > now) return { value, issues: [] };
  const message = 'expiresAt has passed already; choose a later time, null for none, or disable the exclusion.';
  return { value: null, issues: [{ path: 'expiresAt', message, token: text }] };
}
