import { addressesOf, AddressSet, parseTargetList } from '@scanfleet/targets';
import type { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { PlanSnapshot } from './scan-planner.js';

/** A target name of a scan with the addresses that it was planned with. */
export interface PlannedName {
  readonly name: string;
  /** Without those that a target of the scan names by number: they are in scope whatever the name leads to. */
  readonly addresses: AddressSet;
}

const MOST_REMEMBERED = 1_000;

/** Remembers which names scans were planned from. Plans never change, so what was read once stays right. */
export class PlannedNames {
  private readonly known = new Map<string, readonly PlannedName[]>();

  /** The target names of scans, by the scan's id. A scan that is gone has none. */
  async of(at: Tx | Database, scanIds: readonly string[]): Promise<Map<string, readonly PlannedName[]>> {
    const unknown = scanIds.filter((id) => !this.known.has(id));
    if (this.known.size + unknown.length > MOST_REMEMBERED) this.known.clear();
    const asked = scanIds.filter((id) => !this.known.has(id));
    if (asked.length > 0) await this.load(at, asked);
    return new Map(scanIds.map((id) => [id, this.known.get(id) ?? []]));
  }

  private async load(at: Tx | Database, scanIds: readonly string[]): Promise<void> {
    const rows = await at.query<{ id: string } & Pick<PlanSnapshot, 'targets' | 'resolvedNames'>>(
      `SELECT id, plan -> 'resolvedNames' AS "resolvedNames",
         CASE WHEN jsonb_array_length(plan -> 'resolvedNames') > 0 THEN plan -> 'targets' ELSE '[]' END AS targets
       FROM scan WHERE id = ANY ($1::uuid[])`,
      [scanIds],
    );
    for (const { id, targets, resolvedNames } of rows) {
      const byNumber = addressesOf(parseTargetList(targets.join('\n')).targets);
      const names = resolvedNames.map(({ name, addresses }) => ({
        name,
        addresses: AddressSet.parse(addresses.join(',')).subtract(byNumber),
      }));
      this.known.set(
        id,
        names.filter(({ addresses }) => !addresses.isEmpty()),
      );
    }
  }
}
