import { Injectable } from '@nestjs/common';
import { AddressSet, formatAddress, parseTarget } from '@scanfleet/targets';
import { type ReadExclusion, readExclusions } from '../exclusions/excluded-addresses.js';
import { ExclusionRules } from '../exclusions/exclusion-rules.js';
import { Clock } from '../platform/clock/clock.js';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { NameResolver } from './name-resolver.js';
import { PlannedNames } from './planned-names.js';
import { resolveNames } from './resolve-names.js';

/** An answer for a name is asked again when it is this old, milliseconds. */
const FRESH_MILLISECONDS = 60_000;
/** Answers for names that nobody has asked for so long are forgotten, milliseconds. */
const FORGOTTEN_MILLISECONDS = 30 * 24 * 3_600_000;

/** A scan as far as its scope goes. */
export interface ScopedScan {
  readonly id: string;
  readonly siteId: string | null;
  /** What was excluded when it was planned. */
  readonly excludedSet: string;
}

/** A target name that leads to an excluded address now. */
export interface StrayName {
  readonly name: string;
  /** What was planned by the name and is refused with it. */
  readonly addresses: AddressSet;
  /** A sentence for the operator. */
  readonly problem: string;
}

/** What must not be probed by a scan at this moment. */
export interface ScopeNow {
  readonly excluded: AddressSet;
  /** The exclusions in force, names with what they lead to. */
  readonly lines: readonly ReadExclusion[];
  /** The target names whose addresses are excluded for where they lead now. */
  readonly stray: readonly StrayName[];
}

/**
 * The addresses that exclusions forbid at this moment, for shards that are about to be leased or run: an exclusion made after
 * a scan was planned holds for all of it that is not done. Host names are resolved before the transaction (`refresh`); the
 * last good answer for a name is kept when it cannot be had anew, and all consoles go by the same answers.
 */
@Injectable()
export class ExclusionsNow {
  private readonly planned = new PlannedNames();

  constructor(
    private readonly rules: ExclusionRules,
    private readonly resolver: NameResolver,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves the excluded names of a zone and of its sites with waiting scans, and the target names of those scans, where the
   * last answer is old.
   * @returns whether one of them leads elsewhere now.
   */
  async refresh(database: Database, zoneId: string): Promise<boolean> {
    const names = await this.namesOf(database, zoneId);
    if (names.length === 0) return false;
    const fresh = await database.query<{ name: string }>(
      `SELECT name FROM scope_name WHERE name = ANY ($1::text[]) AND asked_at > $2`,
      [names, this.before(FRESH_MILLISECONDS)],
    );
    const known = new Set(fresh.map(({ name }) => name));
    const asked = names.filter((name) => !known.has(name));
    if (asked.length === 0) return false;
    const answers = (await resolveNames(this.resolver, asked)).map(({ name, addresses, error }) => ({
      name,
      set: error === null ? AddressSet.parse(addresses.join(',')).toString() : null,
    }));
    return database.transaction(async (tx) => {
      // In one order for all, so that no two consoles wait for each other's rows.
      const sorted = answers.toSorted((one, other) => (one.name < other.name ? -1 : 1));
      await tx.query(
        `INSERT INTO scope_name AS known (name, address_set, asked_at)
         SELECT name, '', $3 FROM unnest($1::text[], $2::text[]) AS new (name, answer)
         ON CONFLICT (name) DO UPDATE SET asked_at = excluded.asked_at`,
        [sorted.map(({ name }) => name), sorted.map(({ set }) => set), this.clock.now()],
      );
      const news = await tx.query(
        `UPDATE scope_name SET address_set = answer FROM unnest($1::text[], $2::text[]) AS new (name, answer)
         WHERE scope_name.name = new.name AND answer IS NOT NULL AND address_set <> answer
         RETURNING scope_name.name`,
        [sorted.map(({ name }) => name), sorted.map(({ set }) => set)],
      );
      await tx.query(`DELETE FROM scope_name WHERE asked_at < $1`, [this.before(FORGOTTEN_MILLISECONDS)]);
      return news.length > 0;
    });
  }

  /** What the exclusions in force forbid in scans of a zone, and of a site. */
  async set(at: Tx | Database, scope: { zoneId: string; siteId: string | null }): Promise<AddressSet> {
    return AddressSet.uniteAll((await this.lines(at, scope)).map(({ set }) => set ?? AddressSet.empty));
  }

  /** Everything that must not be probed by a scan now: what was excluded when it was planned, and since. */
  async scopeOf(at: Tx | Database, scan: ScopedScan, zoneId: string): Promise<ScopeNow> {
    const lines = await this.lines(at, { zoneId, siteId: scan.siteId });
    const byLines = AddressSet.uniteAll([
      AddressSet.parse(scan.excludedSet),
      ...lines.map(({ set }) => set ?? AddressSet.empty),
    ]);
    const stray = await this.stray(at, scan.id, { lines, excluded: byLines });
    return { excluded: AddressSet.uniteAll([byLines, ...stray.map(({ addresses }) => addresses)]), lines, stray };
  }

  /** Whether targets of a scan were host names. */
  async hasNames(at: Tx | Database, scanId: string): Promise<boolean> {
    return ((await this.planned.of(at, [scanId])).get(scanId) ?? []).length > 0;
  }

  /** The exclusions in force, names with what they resolved to last. */
  private async lines(at: Tx | Database, scope: { zoneId: string; siteId: string | null }): Promise<ReadExclusion[]> {
    const lines = readExclusions(await this.rules.inForce(at, scope));
    const answers = await this.answers(
      at,
      lines.flatMap(({ name }) => name ?? []),
    );
    return lines.map((line) =>
      line.name === undefined ? line : ({ ...line, set: answers.get(line.name) } as ReadExclusion),
    );
  }

  private async stray(
    at: Tx | Database,
    scanId: string,
    { lines, excluded }: { lines: readonly ReadExclusion[]; excluded: AddressSet },
  ): Promise<StrayName[]> {
    const names = (await this.planned.of(at, [scanId])).get(scanId) ?? [];
    const answers = await this.answers(
      at,
      names.map(({ name }) => name),
    );
    return names.flatMap(({ name, addresses }) => {
      const [first] = (answers.get(name) ?? AddressSet.empty).intersect(excluded).first(1);
      if (!first) return [];
      const line = lines.find(({ set }) => set?.contains(first));
      const by = line
        ? `excluded (${line.scope}${line.reason ? `: ${line.reason}` : ''})`
        : 'among what was excluded when the scan was planned';
      const problem = `The target ${name} now leads to ${formatAddress(first)}, which is ${by}; it is not scanned.`;
      return [{ name, addresses, problem }];
    });
  }

  private async answers(at: Tx | Database, names: readonly string[]): Promise<Map<string, AddressSet>> {
    if (names.length === 0) return new Map();
    const rows = await at.query<{ name: string; set: string }>(
      `SELECT name, address_set AS set FROM scope_name WHERE name = ANY ($1::text[])`,
      [names],
    );
    return new Map(rows.map(({ name, set }) => [name, AddressSet.parse(set)]));
  }

  private async namesOf(database: Database, zoneId: string): Promise<string[]> {
    const excluded = await database.query<{ target: string }>(
      `SELECT DISTINCT target FROM exclusion
       WHERE enabled AND (expires_at IS NULL OR expires_at > $1) AND target ~ '[A-Za-z]' AND target !~ ':'
         AND (scope = 'global' OR zone_id = $2
           OR site_id IN (SELECT site_id FROM scan WHERE zone_id = $2 AND state IN ('planned', 'running')))`,
      [this.clock.now(), zoneId],
    );
    const scans = await database.query<{ id: string }>(
      `SELECT id FROM scan WHERE zone_id = $1 AND state IN ('planned', 'running')`,
      [zoneId],
    );
    const planned = await this.planned.of(
      database,
      scans.map(({ id }) => id),
    );
    return [
      ...new Set([
        ...excluded.flatMap(({ target }) => nameIn(target) ?? []),
        ...[...planned.values()].flat().map(({ name }) => name),
      ]),
    ];
  }

  private before(milliseconds: number): Date {
    return new Date(this.clock.now().getTime() - milliseconds);
  }
}

function nameIn(target: string): string | undefined {
  const read = parseTarget(target);
  return read.ok && read.target.kind === 'name' ? read.target.name : undefined;
}
