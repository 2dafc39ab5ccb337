import type { ScanPriority } from '@scanfleet/contracts';

/** How many leases a scan gets beside others that wait: sixteen of high to four of normal to one of low. */
export const priorityWeight: Readonly<Record<ScanPriority, number>> = { low: 1, normal: 4, high: 16 };

/** Turns of this many seconds count where as many shards of two scans run: what decides in a zone with one slot. */
export const RECENT_SECONDS = 900;
/** More turns than this are not counted; then there are slots enough for the running shards to decide. */
export const MOST_RECENT = 200;

/** A scan that waits for its turn. */
export interface Turn {
  readonly id: string;
  readonly priority: ScanPriority;
  /** Its shards that engines have now. */
  running: number;
  /** Leases that it got lately, ended ones among them. */
  recent: number;
  readonly createdAt: Date;
}

/**
 * The scan whose turn it is: the one with the fewest running shards for its weight, then with the fewest leases lately for
 * its weight, then the oldest. A scan without running shards is before all that have some, so none starves.
 */
export function nextTurn<Scan extends Turn>(scans: Iterable<Scan>): Scan | undefined {
  let next: Scan | undefined;
  for (const scan of scans) if (next === undefined || compareTurns(scan, next) < 0) next = scan;
  return next;
}

function compareTurns(a: Turn, b: Turn): number {
  const [ofA, ofB] = [priorityWeight[a.priority], priorityWeight[b.priority]];
  return (
    a.running / ofA - b.running / ofB ||
    a.recent / ofA - b.recent / ofB ||
    a.createdAt.getTime() - b.createdAt.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

/** SQL of a scan's weight, the same as `priorityWeight`. */
export const weightSql = `CASE scan.priority ${Object.entries(priorityWeight)
  .map(([priority, weight]) => `WHEN '${priority}' THEN ${weight}`)
  .join(' ')} END`;
