/** Protocols that a port list can name; `any` is what stands before the first letter. */
export type PortProtocol = 'any' | 'tcp' | 'udp' | 'sctp' | 'ip';

/** A run of ports of one protocol: numbers from `first` to `last`, or services by name. */
export type PortItem =
  { protocol: PortProtocol; first: number; last: number } | { protocol: PortProtocol; service: string };

export type PortSpec = { ok: true; items: PortItem[] } | { ok: false; why: string };

const letters: Readonly<Record<string, PortProtocol>> = { T: 'tcp', U: 'udp', S: 'sctp', P: 'ip' };

export interface PortSyntax {
  /** The letters (`T:`, `U:`, `S:`, `P:`) that may stand before ports. */
  letters: string;
  serviceNames: boolean;
  /** What a number without a letter may be. */
  protocol: 'port' | 'ip';
}

// A service name or wildcard of nmap-services; a letter or wildcard keeps addresses and ranges out.
const service = /^(?=.*[A-Za-z*?])[A-Za-z0-9*?][A-Za-z0-9*?_+-]*$/u;

/**
 * Reads a port list such as `22,80,8000-8100,U:53,T:http*`. A letter holds until the next one. Open ranges (`-100`, `60000-`,
 * `-`) are closed at 1 (0 for IP protocols) and 65535 (255), as nmap and masscan do (nmap(1), PORT SPECIFICATION; `getpts_aux`).
 */
export function parsePorts(text: string, syntax: PortSyntax): PortSpec {
  const items: PortItem[] = [];
  let protocol: PortProtocol = syntax.protocol === 'ip' ? 'ip' : 'any';
  for (const part of text.split(',')) {
    let rest = part.trim();
    if (rest === '') return { ok: false, why: 'holds an empty entry' };
    const letter = rest.charAt(0);
    if (rest.charAt(1) === ':') {
      const named = letters[letter];
      if (named === undefined || !syntax.letters.includes(letter))
        return { ok: false, why: `"${letter}:" names no protocol` };
      protocol = named;
      rest = rest.slice(2);
    }
    const item = parseItem(rest, protocol, syntax.serviceNames);
    if (typeof item === 'string') return { ok: false, why: item };
    items.push(item);
  }
  return { ok: true, items };
}

function parseItem(text: string, protocol: PortProtocol, serviceNames: boolean): PortItem | string {
  const lowest = protocol === 'ip' ? 0 : 1;
  const highest = protocol === 'ip' ? 255 : 65535;
  const range = /^(\d{0,6})(?:(-)(\d{0,6}))?$/u.exec(text);
  if (range !== null && text !== '') {
    const [, from = '', dash, to = ''] = range;
    const first = from === '' ? lowest : Number(from);
    const last = dash === undefined ? first : to === '' ? highest : Number(to);
    if (last > highest || first > highest) return `"${text}" goes beyond ${highest}`;
    if (first > last) return `"${text}" runs backwards`;
    return { protocol, first, last };
  }
  if (!serviceNames) return `"${text}" is not a number or range`;
  return service.test(text) ? { protocol, service: text } : `"${text}" is not a port, range or service name`;
}

const letterOf: Readonly<Record<PortProtocol, string>> = { any: '', tcp: 'T:', udp: 'U:', sctp: 'S:', ip: 'P:' };

/** Writes a port list so that no range is open and no entry begins with a dash. */
export function formatPorts(items: readonly PortItem[], unlettered: PortProtocol): string {
  let current = unlettered;
  return items
    .map((item) => {
      const letter = item.protocol === current ? '' : letterOf[item.protocol];
      current = item.protocol;
      if ('service' in item) return letter + item.service;
      return letter + (item.first === item.last ? String(item.first) : `${item.first}-${item.last}`);
    })
    .join(',');
}
