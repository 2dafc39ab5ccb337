import type { ChangeKind } from '@scanfleet/contracts';
import { parseAddress } from '@scanfleet/targets';
import type { Tx } from '../../platform/database/tx.js';
import {
  type FoundChange,
  facetOf,
  facetSql,
  type ServiceNames,
  servicesIn,
  serviceTexts,
  stateAfter,
  stateBefore,
} from './found-change.js';
import { endEvents, type EventRow } from './told-event.js';

/** Changes of one thing that belong to one event, oldest first. */
export interface ChangeGroup {
  readonly changes: readonly FoundChange[];
  /** Whether the thing is in the end what it was before the first of them. */
  readonly undone: boolean;
}

/** Changes that are in memory at a time. */
const AT_ONCE = 2000;
/** Nothing changes so often within one scan, and a report that says so is none to keep in memory. */
const MOST_OF_ONE_THING = 100;

export interface ChangeRow {
  readonly id: string;
  readonly host_id: string;
  readonly address: string;
  readonly names: string[];
  readonly kind: ChangeKind;
  readonly protocol: string | null;
  readonly port: number | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly at: Date;
  readonly acknowledged_at: Date | null;
  readonly service: ServiceNames | null;
}

/** SQL of a `ChangeRow`, from `changeFrom`. */
export const changeColumns = `c.id, c.host_id, host(h.address) AS address, h.names, c.kind, c.protocol, c.port, c.before, c.after, c.at,
  c.acknowledged_at,
  CASE WHEN s.host_id IS NOT NULL THEN json_build_object('name', s.name, 'product', s.product, 'version', s.version) END AS service`;
// Only a change of a certificate does not name the service that it is of.
export const changeFrom = `change c JOIN host h ON h.id = c.host_id
  LEFT JOIN service s ON c.kind = 'certificate_changed' AND s.host_id = c.host_id AND s.protocol = c.protocol AND s.port = c.port`;

/** @param before the change that was read before it, whose address is not read again where it is the same */
export function toFoundChange(row: ChangeRow, before?: FoundChange): FoundChange {
  const { id, address, names, kind, protocol, port, after, at, service } = row;
  const named = [...servicesIn(row.before), ...servicesIn(after)];
  return {
    id,
    hostId: row.host_id,
    address,
    ip: before?.address === address ? before.ip : parseAddress(address),
    names,
    kind,
    protocol,
    port,
    before: row.before,
    after,
    at,
    acknowledgedAt: row.acknowledged_at,
    services: service === null ? named : [...named, ...serviceTexts(service)],
  };
}

/**
 * The changes that a scan has made up to the event of its end, since it ended before: after a retry it ends once more. They come
 * host by host and thing by thing, in bounded pieces, whether there are ten or a million.
 */
export async function* changesOf(tx: Tx, event: EventRow): AsyncGenerator<ChangeGroup[]> {
  await tx.query(
    `DECLARE told_changes NO SCROLL CURSOR FOR
     SELECT ${changeColumns} FROM ${changeFrom}
     WHERE c.scan_id = $1 AND c.id <= coalesce($3::bigint, 9223372036854775807)
       AND c.id > coalesce((SELECT (facts->>'changeMark')::bigint FROM scan_event
         WHERE scan_id = $1 AND id < $2 AND event IN (${endEvents}) ORDER BY id DESC LIMIT 1), 0)
     ORDER BY h.address, ${facetSql('c.kind')}, c.protocol, c.port, c.id`,
    [event.scan_id, event.id, event.facts.changeMark],
  );
  yield* grouped(tx);
  await tx.query(`CLOSE told_changes`);
}

async function* grouped(tx: Tx): AsyncGenerator<ChangeGroup[]> {
  let open: FoundChange[] = [];
  let last: FoundChange | undefined;
  for (;;) {
    const rows = await tx.query<ChangeRow>(`FETCH ${AT_ONCE} FROM told_changes`);
    const groups: ChangeGroup[] = [];
    for (const row of rows) {
      const change = toFoundChange(row, last);
      if (last && !isSameThing(last, change)) {
        groups.push(groupOf(open));
        open = [];
      }
      // Of very many, the first and the last say what became of it.
      if (open.length === MOST_OF_ONE_THING) open.pop();
      open.push(change);
      last = change;
    }
    if (rows.length < AT_ONCE) {
      if (open.length > 0) groups.push(groupOf(open));
      yield groups;
      return;
    }
    yield groups;
  }
}

/** A group of changes of one thing. */
export function groupOf(changes: readonly FoundChange[]): ChangeGroup {
  const [first, last] = [changes[0], changes.at(-1)];
  const undone = changes.length > 1 && first && last && stateBefore(first) === stateAfter(last);
  return { changes, undone: undone === true };
}

function isSameThing(one: FoundChange, other: FoundChange): boolean {
  return (
    one.hostId === other.hostId &&
    one.port === other.port &&
    one.protocol === other.protocol &&
    facetOf(one.kind) === facetOf(other.kind)
  );
}
