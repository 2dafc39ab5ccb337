import { type Interval } from './interval.js';

/**
 * Deals ordered intervals out into pieces of the given sizes (numbers of addresses, each above zero), in address order,
 * cutting an interval where a piece is full. The pieces are disjoint and hold every address exactly once as long as the
 * sizes add up to no less than the count of all.
 */
export function cutIntervals(intervals: Iterable<Interval>, sizes: Iterable<bigint>): Interval[][] {
  const pieces: Interval[][] = [];
  const wanted = sizes[Symbol.iterator]();
  let piece: Interval[] = [];
  let room = 0n;
  for (const { family, first, last } of intervals) {
    let place = first;
    while (place <= last) {
      if (room === 0n) {
        const size = wanted.next();
        if (size.done === true) return pieces;
        room = size.value;
        piece = [];
        pieces.push(piece);
      }
      const left = last - place + 1n;
      const taken = left < room ? left : room;
      piece.push({ family, first: place, last: place + taken - 1n });
      place += taken;
      room -= taken;
    }
  }
  return pieces;
}

/** `count` as that many sizes which differ by at most one, the larger ones first; zero sizes are left out. */
export function* evenSizes(count: bigint, parts: bigint): Generator<bigint> {
  for (let part = 0n; part < parts; part += 1n) {
    const size = count / parts + (part < count % parts ? 1n : 0n);
    if (size === 0n) return;
    yield size;
  }
}

/** The same size again and again. */
export function* equalSizes(size: bigint): Generator<bigint> {
  for (;;) yield size;
}
