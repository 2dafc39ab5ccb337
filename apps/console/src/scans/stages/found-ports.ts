/**
 * Ports of several protocols as sorted, disjoint ranges of keys: protocol x 100,000 + port, so that the last port of one
 * protocol never touches the first of the next. Ranges, because a host may claim to have all ports open.
 */
export type FoundPorts = readonly (readonly [first: number, last: number])[];

/** Protocols in the order in which they are written, with nmap's letter (nmap(1), PORT SPECIFICATION). */
const protocols = ['tcp', 'udp', 'sctp', 'ip'] as const;
const letters = 'TUSP';
const STRIDE = 100_000;

/** No port: of a host that was only found. */
export const noPorts: FoundPorts = [];

/** Ports as a scanner reports them, one by one; those of other protocols are left out. */
export function foundPorts(services: Iterable<{ readonly protocol: string; readonly port: number }>): FoundPorts {
  const keys: [number, number][] = [];
  for (const { protocol, port } of services) {
    const at = (protocols as readonly string[]).indexOf(protocol);
    if (at >= 0) keys.push([at * STRIDE + port, at * STRIDE + port]);
  }
  return merged(keys);
}

/** The ports of either. */
export function unitePorts(one: FoundPorts, other: FoundPorts): FoundPorts {
  return one.length === 0 ? other : other.length === 0 ? one : merged([...one, ...other]);
}

/** The ports of one that are not in the other. */
export function subtractPorts(from: FoundPorts, holes: FoundPorts): FoundPorts {
  const left: [number, number][] = [];
  let at = 0;
  for (const [first, last] of from) {
    let start = first;
    while ((holes[at]?.[1] ?? Infinity) < start) at += 1;
    for (let next = at; start <= last; next += 1) {
      const [holeStart, holeEnd] = holes[next] ?? [Infinity, Infinity];
      if (holeStart > start) left.push([start, Math.min(last, holeStart - 1)]);
      start = holeEnd + 1;
    }
  }
  return left;
}

/** Number of ports. */
export function countPorts(ports: FoundPorts): number {
  return ports.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Ports as nmap's -p takes them, a letter before each protocol: `T:22,80-81,U:53`; empty for none. */
export function portText(ports: FoundPorts): string {
  let current = '';
  return ports
    .map(([first, last]) => {
      const letter = letters.charAt(Math.floor(first / STRIDE));
      const prefix = letter === current ? '' : `${letter}:`;
      current = letter;
      const [from, to] = [first % STRIDE, last % STRIDE];
      return prefix + (from === to ? String(from) : `${from}-${to}`);
    })
    .join(',');
}

/** Reads what `portText` wrote. */
export function readPortText(text: string): FoundPorts {
  let offset = 0;
  return text === ''
    ? noPorts
    : text.split(',').map((part) => {
        const lettered = part.charAt(1) === ':';
        if (lettered) offset = letters.indexOf(part.charAt(0)) * STRIDE;
        const [first = '', last = first] = (lettered ? part.slice(2) : part).split('-');
        return [offset + Number(first), offset + Number(last)] as const;
      });
}

/** Cuts ports into pieces whose text has at most so many characters each. */
export function cutPorts(ports: FoundPorts, characters: number): FoundPorts[] {
  const pieces: FoundPorts[] = [];
  let from = 0;
  let length = 0;
  ports.forEach((range, at) => {
    const size = portText([range]).length + 1;
    if (at > from && length + size > characters) {
      pieces.push(ports.slice(from, at));
      [from, length] = [at, 0];
    }
    length += size;
  });
  if (from < ports.length) pieces.push(ports.slice(from));
  return pieces;
}

function merged(ranges: (readonly [number, number])[]): FoundPorts {
  const result: [number, number][] = [];
  for (const [first, last] of ranges.sort((one, other) => one[0] - other[0])) {
    const before = result.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else result.push([first, last]);
  }
  return result;
}
