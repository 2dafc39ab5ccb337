import type { AlertRuleRequest, ProblemIssue } from '@scanfleet/contracts';
import type { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { refuse } from './check-rule.js';

/**
 * Refuses ids that name nothing.
 * @throws Refusal 422 naming each of them.
 */
export async function checkReferences(
  at: Tx | Database,
  { channelIds, filter }: Pick<AlertRuleRequest, 'channelIds' | 'filter'>,
): Promise<void> {
  const [found] = await at.query<{ channels: string[]; sites: string[] }>(
    `SELECT ARRAY(SELECT id FROM alert_channel WHERE id = ANY ($1::uuid[])) AS channels,
            ARRAY(SELECT id FROM site WHERE id = ANY ($2::uuid[])) AS sites`,
    [channelIds, filter.siteIds],
  );
  const missing = (ids: readonly string[], known: readonly string[] = []): [string, number][] =>
    ids.map((id, index): [string, number] => [id, index]).filter(([id]) => !known.includes(id.toLowerCase()));
  refuse([
    ...missing(channelIds, found?.channels).map(([token, index]): ProblemIssue => ({
      path: `channelIds.${index}`,
      message: 'is no channel; take one from the list of channels',
      token,
    })),
    ...missing(filter.siteIds, found?.sites).map(([token, index]): ProblemIssue => ({
      path: `filter.siteIds.${index}`,
      message: 'is no site; take one from the list of sites',
      token,
    })),
  ]);
}
