import { Injectable } from '@nestjs/common';
import type { AddressVerdict, CheckedTargets, InputOf, sitesApi } from '@scanfleet/contracts';
import { addressesOf, AddressSet, parseTargetList } from '@scanfleet/targets';
import { readExclusions, type ReadExclusion } from '../exclusions/excluded-addresses.js';
import { ExclusionRules } from '../exclusions/exclusion-rules.js';
import { nameIssues, targetIssues } from '../exclusions/target-issues.js';
import { Database } from '../platform/database/database.js';
import { invalid } from '../platform/http/refusal.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { explainVerdict } from './explain-verdict.js';
import { SiteStore } from './site-store.js';
import { countTargets } from './site-targets.js';
import { readingNotes, targetNotes } from './target-notes.js';

/** Answers what a target text would mean for a scan, under the exclusions that hold now. */
@Injectable()
export class TargetCheck {
  constructor(
    private readonly database: Database,
    private readonly sites: SiteStore,
    private readonly rules: ExclusionRules,
  ) {}

  /**
   * Reads and counts a text without saving it. Of a text with bad tokens the good ones are counted.
   * @throws Refusal 404 `site_not_found` for an unknown site; 422 for an unknown zone.
   */
  async check(wish: InputOf<typeof sitesApi.checkTargets>['body']): Promise<CheckedTargets> {
    const exclusions = await this.exclusionsFor(wish);
    const { targets, problems } = parseTargetList(wish.targets);
    const addresses = addressesOf(targets);
    const excluded = addresses.intersect(AddressSet.uniteAll(exclusions.flatMap(({ set }) => set ?? [])));
    const { addressCount, nameCount } = countTargets(targets);
    const isFilter = wish.purpose === 'filter';
    const misplaced = isFilter ? nameIssues(targets, { path: 'targets', fix: 'give its addresses' }) : [];
    return {
      valid: problems.length === 0 && misplaced.length === 0 && targets.length > 0,
      addressCount: addressCount.toString(),
      nameCount,
      scannableCount: (addressCount - excluded.count()).toString(),
      excludedCount: excluded.count().toString(),
      issues: [...targetIssues(problems), ...misplaced],
      notes: isFilter ? readingNotes(targets) : targetNotes(targets, addresses, exclusions),
    };
  }

  /**
   * Why an address is in or out of a site. Host names count with their last good answers, where there are any.
   * @throws Refusal 404 `site_not_found`; 422 `invalid_address` for text that is no address.
   */
  async why(siteId: string, address: string): Promise<AddressVerdict> {
    const site = await this.sites.get(siteId);
    const exclusions = readExclusions(await this.rules.inForce(this.database, { zoneId: site.zoneId, siteId }));
    const { targets } = parseTargetList(site.targets);
    const answers = await this.lastAnswers([...targets, ...exclusions].flatMap(({ name }) => name ?? []));
    const verdict = explainVerdict(address, withAnswers(targets, answers), withAnswers(exclusions, answers));
    if (verdict) return verdict;
    const message = 'address is not an IPv4 or IPv6 address; write one such as 10.0.0.1 or 2001:db8::1.';
    throw invalid(message, [{ path: 'address', message, token: address }], 'invalid_address');
  }

  /** What host names led to last; names that nobody has asked for lately are left out. */
  private async lastAnswers(names: readonly string[]): Promise<Map<string, AddressSet>> {
    if (names.length === 0) return new Map();
    const rows = await this.database.query<{ name: string; set: string }>(
      `SELECT name, address_set AS set FROM scope_name WHERE name = ANY ($1::text[])`,
      [names],
    );
    return new Map(rows.map(({ name, set }) => [name, AddressSet.parse(set)]));
  }

  /** The exclusions that hold now for a site, or else for a zone. */
  private async exclusionsFor(scope: { siteId?: string; zoneId?: string }): Promise<ReadExclusion[]> {
    const { siteId } = scope;
    const zoneId = siteId === undefined ? await this.knownZone(scope.zoneId) : (await this.sites.get(siteId)).zoneId;
    return readExclusions(await this.rules.inForce(this.database, { zoneId, siteId }));
  }

  private async knownZone(zoneId = DEFAULT_ZONE_ID): Promise<string> {
    const zones = await this.database.query(`SELECT FROM zone WHERE id = $1`, [zoneId]);
    if (zones.length > 0) return zoneId;
    const message = 'zoneId is no zone; take one from the list of zones.';
    throw invalid(message, [{ path: 'zoneId', message, token: zoneId }]);
  }
}

/** The lines, with what their host names led to last. */
function withAnswers<Line extends { name?: string | undefined; set?: AddressSet | undefined }>(
  lines: readonly Line[],
  answers: ReadonlyMap<string, AddressSet>,
): Line[] {
  return lines.map((line) => (line.name === undefined ? line : { ...line, set: answers.get(line.name) }));
}
