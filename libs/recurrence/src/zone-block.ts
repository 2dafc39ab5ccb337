/** The offset of a zone from UTC in seconds at an instant. */
type ReadOffset = (instant: number) => number;

/** A little more than a year. */
const length = 2 ** 25;
/** More than any offset and any gap (a day, in Samoa in 2011), so that all that matters to a local time is in its block. */
const margin = 4 * 86_400;
/** Less than the shortest time for which any zone has had an offset since 1970 (seven days, in Brazil in 2000). */
const step = 5 * 86_400;

/** The changes of a zone's offset within a year or so. Asking Intl is slow, so this is asked once. */
export class Block {
  private constructor(
    private readonly index: number,
    /** When the offset changed, ascending. */
    private readonly changes: readonly number[],
    /** One more than changes: before the first, after the first, ... */
    private readonly offsets: readonly number[],
  ) {}

  /** Which block holds a second. */
  static indexOf(second: number): number {
    return Math.floor(second / length);
  }

  /** Looks the changes up. */
  static read(index: number, offsetAt: ReadOffset): Block {
    const end = (index + 1) * length + margin;
    const changes: number[] = [];
    let before = index * length - margin;
    let offset = offsetAt(before);
    const offsets = [offset];
    while (before < end) {
      const after = Math.min(before + step, end);
      const next = offsetAt(after);
      if (next !== offset) {
        changes.push(changeBetween(before, after, offset, offsetAt));
        offsets.push(next);
        offset = next;
      }
      before = after;
    }
    return new Block(index, changes, offsets);
  }

  /** Does this block answer for the second? */
  covers(second: number): boolean {
    return Block.indexOf(second) === this.index;
  }

  localOf(instant: number): number {
    return instant + this.offsetAfter(this.changesUpTo(instant));
  }

  instantOf(local: number): number {
    let before = this.offsetAfter(0);
    for (let passed = 0; ; passed += 1) {
      const offset = this.offsetAfter(passed);
      const instant = local - offset;
      if (instant < (this.changes[passed] ?? Infinity)) {
        // Before this offset began: the clock jumped over this time.
        return instant < (this.changes[passed - 1] ?? -Infinity) ? local - before : instant;
      }
      before = offset;
    }
  }

  firstLocalAfter(instant: number): number {
    const passed = this.changesUpTo(instant);
    const offset = this.offsetAfter(passed);
    if (passed > 0) {
      const change = this.changes[passed - 1] ?? -Infinity;
      const before = this.offsetAfter(passed - 1);
      const moved = offset - before;
      // Times that the clock jumped over are read with the offset before, and so come within as long after the change.
      if (moved > 0 && instant < change + moved) return instant + before + 1;
      // The clock shows for the second time what it has shown: all of that belongs to the first.
      if (moved < 0 && instant < change - moved) return change + before;
    }
    return instant + offset + 1;
  }

  private changesUpTo(instant: number): number {
    let passed = 0;
    while (instant >= (this.changes[passed] ?? Infinity)) passed += 1;
    return passed;
  }

  private offsetAfter(passed: number): number {
    return this.offsets[passed] ?? 0;
  }
}

/** The first second that no longer has the offset, by halving. */
function changeBetween(before: number, after: number, offset: number, offsetAt: ReadOffset): number {
  let same = before;
  let other = after;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}
