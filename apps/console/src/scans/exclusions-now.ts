import { Injectable } from '@nestjs/common';
import { AddressSet, parseTarget } from '@scanfleet/targets';
import { readExclusions } from '../exclusions/excluded-addresses.js';
import { ExclusionRules } from '../exclusions/exclusion-rules.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { NameResolver } from './name-resolver.js';
import { resolveNames } from './resolve-names.js';

/** An answer for an excluded name is asked again when it is this old, milliseconds. */
const FRESH_MILLISECONDS = 60_000;

interface KnownName {
  set: AddressSet;
  askedAt: number;
}

/**
 * The addresses that exclusions forbid at this moment, for shards that are about to be leased: an exclusion made after a
 * scan was planned holds for all of it that has not started. Host names are resolved before the transaction (`refresh`); the
 * last good answer for a name is kept when it cannot be had anew.
 */
@Injectable()
export class ExclusionsNow {
  private readonly names = new Map<string, KnownName>();

  constructor(
    private readonly rules: ExclusionRules,
    private readonly resolver: NameResolver,
    private readonly clock: Clock,
  ) {}

  /** Resolves the excluded names of a zone and of its sites with waiting scans, where the last answer is old. */
  async refresh(database: Database, zoneId: string): Promise<void> {
    const names = await database.query<{ target: string }>(
      `SELECT DISTINCT target FROM exclusion
       WHERE enabled AND (expires_at IS NULL OR expires_at > $1) AND target ~ '[A-Za-z]' AND target !~ ':'
         AND (scope = 'global' OR zone_id = $2
           OR site_id IN (SELECT site_id FROM scan WHERE zone_id = $2 AND state IN ('planned', 'running')))`,
      [this.clock.now(), zoneId],
    );
    const now = this.clock.now().getTime();
    const asked = names
      .map(({ target }) => nameIn(target))
      .filter((name) => name !== undefined)
      .filter((name) => now - (this.names.get(name)?.askedAt ?? -Infinity) >= FRESH_MILLISECONDS);
    if (asked.length === 0) return;
    for (const answer of await resolveNames(this.resolver, asked)) {
      const set = answer.error === null ? AddressSet.parse(answer.addresses.join(',')) : undefined;
      const last = this.names.get(answer.name)?.set ?? AddressSet.empty;
      this.names.set(answer.name, { set: set ?? last, askedAt: now });
    }
  }

  /** What the exclusions in force forbid in scans of a zone, and of a site. */
  async set(tx: Tx, scope: { zoneId: string; siteId: string | null }): Promise<AddressSet> {
    const lines = readExclusions(await this.rules.inForce(tx, scope));
    return AddressSet.uniteAll(
      lines.map(({ name, set }) => (name === undefined ? set : this.names.get(name)?.set) ?? AddressSet.empty),
    );
  }
}

function nameIn(target: string): string | undefined {
  const read = parseTarget(target);
  return read.ok && read.target.kind === 'name' ? read.target.name : undefined;
}
