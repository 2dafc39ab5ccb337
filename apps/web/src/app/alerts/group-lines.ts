import type { AlertLine } from '@scanfleet/contracts';

/** What a message tells of one host. */
export interface HostLines {
  readonly address: string;
  readonly hostName: string | null;
  readonly lines: readonly AlertLine[];
}

/** The lines of a message by host, hosts and lines in the order in which they are told. */
export function groupLines(lines: readonly AlertLine[]): readonly HostLines[] {
  const groups = new Map<string, { hostName: string | null; lines: AlertLine[] }>();
  for (const line of lines) {
    const group = groups.get(line.address) ?? { hostName: null, lines: [] };
    group.hostName ??= line.hostName;
    group.lines.push(line);
    groups.set(line.address, group);
  }
  return [...groups].map(([address, group]) => ({ address, ...group }));
}

/** `443/tcp`; nothing where a line is about the host as a whole. */
export function linePort({ port, protocol }: AlertLine): string {
  return port === null ? '' : `${port}/${protocol ?? 'tcp'}`;
}
