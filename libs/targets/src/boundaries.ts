/**
 * A set of numbers as the sorted places where membership changes: even entries begin an interval, odd entries are the
 * first number after it. `[5, 9]` holds 5 to 8. Neighbours and overlaps cannot be expressed, so equal sets have equal
 * boundaries, and every operation is one comparing walk without any arithmetic. IPv4 uses `number` (2^32 must fit),
 * IPv6 `bigint`.
 */
export type Boundaries<T extends number | bigint> = readonly T[];

/** Which answers of (in a, in b) make a member: bit 1 for a alone, bit 2 for b alone, bit 3 for both. */
export const Membership = { Either: 0b1110, Both: 0b1000, FirstOnly: 0b0010 } as const;
export type Membership = (typeof Membership)[keyof typeof Membership];

/** Combines two sets in one walk over both, O(a + b). */
export function combine<T extends number | bigint>(
  a: Boundaries<T>,
  b: Boundaries<T>,
  membership: Membership,
): Boundaries<T> {
  if (b.length === 0) return (membership >> 1) & 1 ? a : [];
  if (a.length === 0) return (membership >> 2) & 1 ? b : [];
  const result: T[] = [];
  let i = 0;
  let j = 0;
  let inside = 0;
  for (;;) {
    const x = a[i];
    const y = b[j];
    if (x === undefined || y === undefined) break;
    const place = y < x ? y : x;
    // After an odd number of boundaries we stand inside the set.
    if (x === place) i += 1;
    if (y === place) j += 1;
    const now = (membership >> ((i & 1) | ((j & 1) << 1))) & 1;
    if (now !== inside) result.push(place);
    inside = now;
  }
  if ((membership >> 1) & 1) append(result, a, i);
  if ((membership >> 2) & 1) append(result, b, j);
  return result;
}

/** The union of intervals given as begins and ends (ends exclusive), each list sorted, in one walk. */
export function mergeSorted<T extends number | bigint>(begins: Boundaries<T>, ends: Boundaries<T>): T[] {
  const result: T[] = [];
  let depth = 0;
  let i = 0;
  for (const end of ends) {
    // Begins go before an end at the same place, so that neighbours grow together.
    for (let begin = begins[i]; begin !== undefined && begin <= end; begin = begins[i]) {
      if (depth === 0) result.push(begin);
      depth += 1;
      i += 1;
    }
    depth -= 1;
    if (depth === 0) result.push(end);
  }
  return result;
}

/** How many boundaries are at or before a place, by halving. An odd answer: the place is in the set. */
export function boundariesUpTo<T extends number | bigint>(boundaries: Boundaries<T>, place: T): number {
  let low = 0;
  let high = boundaries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const boundary = boundaries[middle];
    if (boundary !== undefined && boundary <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Have two sets a number in common? O(k log n), k being the intervals of the smaller set: most checks are of a few. */
export function overlap<T extends number | bigint>(a: Boundaries<T>, b: Boundaries<T>): boolean {
  const [small, large] = a.length <= b.length ? [a, b] : [b, a];
  for (let i = 0; i < small.length; i += 2) {
    const [begin, end] = [small[i], small[i + 1]];
    if (begin === undefined || end === undefined) break;
    const passed = boundariesUpTo(large, begin);
    const next = large[passed];
    if (passed % 2 === 1 || (next !== undefined && next < end)) return true;
  }
  return false;
}

/** Ascending copy; the very common sorted input is only looked at. */
export function ascending<T extends number | bigint>(values: readonly T[]): readonly T[] {
  const sorted = values.every((value, index) => {
    const before = values[index - 1];
    return before === undefined || before <= value;
  });
  return sorted ? values : values.toSorted((x, y) => (x < y ? -1 : x > y ? 1 : 0));
}

function append<T>(result: T[], rest: readonly T[], from: number): void {
  for (let index = from; index < rest.length; index += 1) {
    const value = rest[index];
    if (value !== undefined) result.push(value);
  }
}
