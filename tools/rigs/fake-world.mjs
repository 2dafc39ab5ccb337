/**
 * The world that the fake scanner sees: which hosts are up and which of their ports are open, all of it a pure function of a seed and
 * an address. IPv4 only; addresses are numbers here.
 */

/** A good 32-bit mix of two integers (murmur3's finaliser). */
export function mix(a, b) {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x165667b1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Random numbers that a seed gives again: `next()` from 0 up to 1, `below(n)` whole, `pick(list)`. */
export function randomFrom(seed) {
  let count = 0;
  const next = () => mix(seed, count++) / 2 ** 32;
  const below = (limit) => Math.floor(next() * limit);
  return { next, below, pick: (list) => list[below(list.length)] };
}

export function addressText(value) {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** @throws RangeError for a text that is no IPv4 address */
export function addressNumber(text) {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    throw new RangeError(`not an IPv4 address: ${text}`);
  }
  return parts.reduce((value, part) => value * 256 + part, 0);
}

/** First and last address of one line of a target file: an address, a CIDR, `a-b`, or nmap's `10.0.0.1-9` in the last part. */
export function readTarget(line) {
  if (line.includes('/')) {
    const [base, bits] = line.split('/');
    const size = 2 ** (32 - Number(bits));
    const first = Math.floor(addressNumber(base) / size) * size;
    return { first, last: first + size - 1 };
  }
  const [from, to] = line.split('-');
  const first = addressNumber(from);
  if (to === undefined) return { first, last: first };
  const last = to.includes('.') ? addressNumber(to) : first - (first % 256) + Number(to);
  return { first, last };
}

/** All lines of a target file as intervals in ascending order that do not touch. */
export function readTargets(text) {
  const all = text
    .split(/[\s,]+/)
    .filter((line) => line !== '')
    .map(readTarget)
    .sort((a, b) => a.first - b.first);
  const merged = [];
  for (const { first, last } of all) {
    const before = merged.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else merged.push({ first, last });
  }
  return merged;
}

export function countOf(intervals) {
  return intervals.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** Address number `index` of the intervals. */
export function nth(intervals, index) {
  let left = index;
  for (const { first, last } of intervals) {
    if (left <= last - first) return first + left;
    left -= last - first + 1;
  }
  throw new RangeError(`there is no address ${index}`);
}

/** Intervals without those of `out`; both as `readTargets` makes them. */
export function without(intervals, out) {
  return intervals.flatMap(({ first, last }) => {
    const rest = [];
    let from = first;
    for (const hole of out) {
      if (hole.last < from || hole.first > last) continue;
      if (hole.first > from) rest.push({ first: from, last: hole.first - 1 });
      from = hole.last + 1;
    }
    if (from <= last) rest.push({ first: from, last });
    return rest;
  });
}

/** `a-b,c`: intervals in one word. */
export function intervalsText(intervals) {
  return intervals
    .map(({ first, last }) => (first === last ? addressText(first) : `${addressText(first)}-${addressText(last)}`))
    .join(',');
}

/** Ports of nmap's `-p`: single ones and ranges of TCP. */
export function readPorts(text) {
  return text
    .replace(/^T:/i, '')
    .split(',')
    .flatMap((part) => {
      const [from, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}

/** Whether a host answers. `upPermille` of 1,000 hosts do. */
export function isUp({ seed, upPermille }, address) {
  return mix(seed, address) % 1000 < upPermille;
}

/** Which of these ports are open on a host that is up: each with a chance of one in three. */
export function openPorts({ seed }, address, ports) {
  return ports.filter((port) => mix(seed ^ port, address ^ 0x5bd1e995) % 3 === 0);
}
