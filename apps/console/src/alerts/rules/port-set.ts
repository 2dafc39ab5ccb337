/** Ports of a filter: `22,443,8000-8100`, with `T:`, `U:` or `S:` before those of one protocol. */
export class PortSet {
  constructor(private readonly ranges: readonly PortRange[]) {}

  has(protocol: string | null, port: number | null): boolean {
    if (port === null) return false;
    for (const range of this.ranges) {
      const isPort = range.first <= port && port <= range.last;
      if (isPort && (range.protocol === null || range.protocol === protocol)) return true;
    }
    return false;
  }
}

interface PortRange {
  /** Null = of every protocol. */
  readonly protocol: string | null;
  readonly first: number;
  readonly last: number;
}

/** What is wrong with a text of ports: `column` is 1-based. */
export interface PortProblem {
  readonly message: string;
  readonly column: number;
  readonly token: string;
}

export type ReadPorts =
  { readonly ok: true; readonly ports: PortSet } | { readonly ok: false; readonly problem: PortProblem };

const letters: Readonly<Record<string, string>> = { T: 'tcp', U: 'udp', S: 'sctp' };
const EXAMPLE = 'write ports such as 22,443,8000-8100 or T:22,U:53';

/** Reads ports, separated by commas or blanks. A letter holds until the next one, as in nmap's `-p`. */
export function readPorts(text: string): ReadPorts {
  const ranges: PortRange[] = [];
  let protocol: string | null = null;
  for (const { 0: token, index } of text.matchAll(/[^\s,]+/g)) {
    const refuse = (why: string): ReadPorts => {
      const shown = token.slice(0, 50).toWellFormed();
      return { ok: false, problem: { message: `"${shown}" ${why}; ${EXAMPLE}`, column: index + 1, token: shown } };
    };
    const [, letter, from = '', to = from] = /^(?:([A-Za-z]):)?(\d{1,5})(?:-(\d{1,5}))?$/.exec(token) ?? [];
    if (from === '') return refuse('is no port');
    if (letter !== undefined) {
      const named = letters[letter.toUpperCase()];
      if (named === undefined) return refuse(`names no protocol by "${letter}:"`);
      protocol = named;
    }
    const [first, last] = [Number(from), Number(to)];
    if (last > 65_535 || first > 65_535) return refuse('goes beyond 65535');
    if (first > last) return refuse('runs backwards');
    ranges.push({ protocol, first, last });
  }
  if (ranges.length > 0) return { ok: true, ports: new PortSet(ranges) };
  return { ok: false, problem: { message: `names no port; ${EXAMPLE}`, column: 1, token: text.slice(0, 50) } };
}
