/** The times of day that BYHOUR, BYMINUTE and BYSECOND name together, as seconds, ascending. */
export function timesOfDay(hours: readonly number[], minutes: readonly number[], seconds: readonly number[]): number[] {
  return hours.flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => hour * 3600 + minute * 60 + second)),
  );
}

/** What BYSETPOS takes of a set, ascending. */
export function atPositions<Item>(items: readonly Item[], positions: readonly number[]): Item[] {
  return positionsWithin(items.length, positions).flatMap((position) => items.slice(position, position + 1));
}

/** The places, from 0 and ascending, that BYSETPOS takes of a set of this size. */
export function positionsWithin(size: number, positions: readonly number[]): number[] {
  const places = positions.map((position) => (position > 0 ? position - 1 : size + position));
  return [...new Set(places)].filter((place) => place >= 0 && place < size).sort((a, b) => a - b);
}

/** The place of the first value that is not less, in an ascending list. */
export function firstNotLess(values: readonly number[], least: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The numbers from 0 to just below. */
export function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}

/** The greatest number that divides both. */
export function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
