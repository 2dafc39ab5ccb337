import { coveredPorts, type ScanInfo, type StartInfo } from '@scanfleet/scan-report';

/**
 * The beginning of a merged report: what the first report said, with the ports that any of them asked about, because each
 * shard may have asked about its own.
 */
export function mergedStart(scanner: string, starts: readonly StartInfo[]): StartInfo {
  const [first = { scanner, scanInfo: [] }] = starts;
  const byKind = new Map<string, ScanInfo[]>();
  for (const info of starts.flatMap(({ scanInfo }) => scanInfo)) {
    const kind = `${info.type} ${info.protocol}`;
    byKind.set(kind, [...(byKind.get(kind) ?? []), info]);
  }
  return { ...first, scanner, scanInfo: [...byKind.values()].map(united) };
}

function united(infos: readonly ScanInfo[]): ScanInfo {
  const { type = '', protocol = '', count, services = '' } = infos[0] ?? {};
  const asked = coveredPorts(infos);
  const text = asked.text(protocol);
  return text === ''
    ? { type, protocol, count, services }
    : { type, protocol, count: asked.count(protocol), services: text };
}
