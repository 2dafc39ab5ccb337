import { isIPv4, isIPv6 } from 'node:net';
import { Parser } from 'xml2js';
import type {
  ExtraPorts,
  Observation,
  ObservedOs,
  ObservedService,
  OsClass,
  Protocol,
  ScriptResult,
  ScriptValue,
} from '../observation.js';

/** An element as xml2js gives it with `explicitChildren` and `preserveChildrenOrder`. */
interface Node {
  '#name': string;
  $?: Record<string, string>;
  $$?: Node[];
  _?: string;
}

/**
 * Reads all hosts of an nmap or masscan XML report by way of xml2js: slow, whole in memory, and written without a line
 * of the reader that it checks. Every field of an observation is read here once more, from nmap.dtd.
 */
export async function secondReading(xml: string): Promise<Observation[]> {
  const parser = new Parser({
    explicitRoot: false,
    explicitChildren: true,
    preserveChildrenOrder: true,
    includeWhiteChars: true,
  });
  const run = (await parser.parseStringPromise(xml)) as Node;
  const observations = children(run, 'host').map((host) =>
    observationOf(host, attribute(run, 'scanner') === 'masscan'),
  );
  return observations.filter((observation) => observation.addresses.length > 0);
}

function children(node: Node | undefined, ...path: string[]): Node[] {
  let nodes = node ? [node] : [];
  for (const name of path)
    nodes = nodes.flatMap((parent) => parent.$$ ?? []).filter((child) => child['#name'] === name);
  return nodes;
}

const attribute = (node: Node | undefined, name: string): string | undefined => {
  const text = node?.$?.[name];
  return text === undefined ? undefined : bytesTogether(text);
};
const text = (node: Node | undefined, name: string): string => attribute(node, name) ?? '';
const filled = (node: Node | undefined, name: string): string | undefined => attribute(node, name) || undefined;
const number = (node: Node | undefined, name: string): number | undefined => {
  const value = attribute(node, name);
  return value !== undefined && /^\d+$/.test(value) ? Number.parseInt(value, 10) : undefined;
};
const content = (node: Node): string => bytesTogether(node._ ?? '');
const last = (nodes: Node[]): Node | undefined => nodes.at(-1);
const times1000 = (value: number | undefined): number | undefined => (value === undefined ? undefined : value * 1000);

function bytesTogether(value: string): string {
  return value.replaceAll('\0', '\ufffd').replace(/[\x80-\xff]+/g, (run) => {
    const decoded = Buffer.from(run, 'latin1').toString('utf8');
    return decoded.includes('\ufffd') ? run : decoded;
  });
}

/** Leaves out what is undefined, as an observation does. */
function only<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

function canonical(address: string): string | undefined {
  if (isIPv4(address)) return address;
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : undefined;
}

function observationOf(host: Node, masscan: boolean): Observation {
  const status = last(children(host, 'status'));
  const state = attribute(status, 'state');
  const addressNodes = children(host, 'address').filter((node) => attribute(node, 'addrtype') !== 'mac');
  const addresses = addressNodes
    .map((node) => canonical(text(node, 'addr')))
    .filter((address) => address !== undefined)
    .map((address) => ({ family: isIPv4(address) ? (4 as const) : (6 as const), address }));
  const mac = last(children(host, 'address').filter((node) => attribute(node, 'addrtype') === 'mac'));
  const times = last(children(host, 'times'));
  const uptime = last(children(host, 'uptime'));
  const trace = last(children(host, 'trace'));
  const sequence = last(children(host, 'tcpsequence'));
  const sequenceOf = (name: string): { class: string; values?: string } | undefined => {
    const node = last(children(host, name));
    return node && only({ class: text(node, 'class'), values: filled(node, 'values') });
  };
  return only({
    address: addresses[0]?.address ?? '',
    addresses,
    mac: filled(mac, 'addr'),
    vendor: filled(mac, 'vendor'),
    status: state === 'up' || state === 'down' ? state : masscan ? 'up' : 'unknown',
    statusReason: filled(status, 'reason'),
    statusReasonTtl: number(status, 'reason_ttl'),
    names: children(host, 'hostnames', 'hostname')
      .filter((node) => text(node, 'name') !== '')
      .map((node) => ({ name: text(node, 'name'), type: text(node, 'type') })),
    startedAt: times1000(number(host, 'starttime')),
    endedAt: times1000(number(host, 'endtime')),
    timedOut: attribute(host, 'timedout') === 'true',
    rtt:
      times && number(times, 'srtt') !== undefined
        ? {
            srttMicros: number(times, 'srtt') ?? 0,
            rttvarMicros: number(times, 'rttvar') ?? 0,
            timeoutMicros: number(times, 'to') ?? 0,
          }
        : undefined,
    services: children(host, 'ports', 'port').flatMap(serviceOf),
    extraPorts: children(host, 'ports', 'extraports').map(extraPortsOf),
    hostScripts: children(host, 'hostscript', 'script').map(scriptOf),
    os: osOf(children(host, 'os')),
    uptime: uptime && only({ seconds: number(uptime, 'seconds') ?? 0, lastBoot: filled(uptime, 'lastboot') }),
    distance: number(last(children(host, 'distance')), 'value'),
    traceroute:
      trace &&
      only({
        protocol: filled(trace, 'proto'),
        port: number(trace, 'port'),
        hops: children(trace, 'hop').map((hop) =>
          only({
            ttl: number(hop, 'ttl') ?? 0,
            address: canonical(text(hop, 'ipaddr')) ?? text(hop, 'ipaddr'),
            name: filled(hop, 'host'),
            rttMicros:
              text(hop, 'rtt') === '--' || !filled(hop, 'rtt')
                ? undefined
                : Math.round(Number(text(hop, 'rtt')) * 1000),
          }),
        ),
      }),
    tcpSequence: sequence && {
      index: number(sequence, 'index') ?? 0,
      difficulty: text(sequence, 'difficulty'),
      values: text(sequence, 'values'),
    },
    ipIdSequence: sequenceOf('ipidsequence'),
    tcpTsSequence: sequenceOf('tcptssequence'),
    smurfResponses: number(last(children(host, 'smurf')), 'responses'),
    comment: filled(host, 'comment'),
  });
}

function serviceOf(port: Node): ObservedService[] {
  const protocol = attribute(port, 'protocol') ?? 'tcp';
  if (!['tcp', 'udp', 'sctp', 'ip'].includes(protocol)) return [];
  const state = last(children(port, 'state'));
  const service = last(children(port, 'service'));
  const banner = filled(service, 'banner');
  const rpcNumber = number(service, 'rpcnum');
  const lowVersion = number(service, 'lowver') ?? 0;
  return [
    only({
      protocol: protocol as Protocol,
      port: number(port, 'portid') ?? -1,
      state: attribute(state, 'state') ?? 'unknown',
      reason: text(state, 'reason'),
      reasonTtl: number(state, 'reason_ttl'),
      reasonAddress: filled(state, 'reason_ip'),
      name: filled(service, 'name'),
      product: filled(service, 'product'),
      version: filled(service, 'version'),
      extraInfo: filled(service, 'extrainfo'),
      osType: filled(service, 'ostype'),
      hostname: filled(service, 'hostname'),
      deviceType: filled(service, 'devicetype'),
      tunnel: filled(service, 'tunnel'),
      method: filled(service, 'method'),
      confidence: number(service, 'conf'),
      cpes: children(service, 'cpe').map(content),
      servicefp: filled(service, 'servicefp'),
      rpcInfo:
        rpcNumber === undefined
          ? undefined
          : { number: rpcNumber, lowVersion, highVersion: number(service, 'highver') ?? lowVersion },
      banner:
        banner &&
        bytesTogether(banner.replace(/\\x(..)/g, (_, hex: string) => String.fromCharCode(Number(`0x${hex}`)))),
      scripts: children(port, 'script').map(scriptOf),
    }),
  ];
}

function extraPortsOf(node: Node): ExtraPorts {
  return {
    state: text(node, 'state'),
    count: number(node, 'count') ?? 0,
    reasons: children(node, 'extrareasons').map((reason) =>
      only({
        reason: text(reason, 'reason'),
        count: number(reason, 'count') ?? 0,
        proto: filled(reason, 'proto') as Protocol | undefined,
        ports: filled(reason, 'ports'),
      }),
    ),
  };
}

function osOf(nodes: Node[]): ObservedOs | undefined {
  const all = (name: string): Node[] => nodes.flatMap((node) => children(node, name));
  const matches = all('osmatch').map((match) =>
    only({
      name: text(match, 'name'),
      accuracy: number(match, 'accuracy') ?? 0,
      line: number(match, 'line'),
      classes: children(match, 'osclass').map(osClassOf),
    }),
  );
  const classes = all('osclass').map(osClassOf);
  const portsUsed = all('portused').map((port) => ({
    state: text(port, 'state'),
    protocol: text(port, 'proto') as Protocol,
    port: number(port, 'portid') ?? -1,
  }));
  const fingerprint = filled(last(all('osfingerprint')), 'fingerprint');
  if (matches.length === 0 && classes.length === 0 && portsUsed.length === 0 && !fingerprint) return undefined;
  return only({ matches, classes: classes.length > 0 ? classes : undefined, portsUsed, fingerprint });
}

function osClassOf(node: Node): OsClass {
  return only({
    vendor: text(node, 'vendor'),
    family: text(node, 'osfamily'),
    generation: filled(node, 'osgen'),
    type: filled(node, 'type'),
    accuracy: number(node, 'accuracy') ?? 0,
    cpes: children(node, 'cpe').map(content),
  });
}

function scriptOf(node: Node): ScriptResult {
  const parts = partsOf(node);
  return only({
    id: text(node, 'id'),
    output: text(node, 'output'),
    data: parts.length > 0 ? valueOf(parts) : undefined,
  });
}

const partsOf = (node: Node): Node[] => (node.$$ ?? []).filter((child) => ['table', 'elem'].includes(child['#name']));

function valueOf(parts: Node[]): ScriptValue {
  const values = parts.map((part) => (part['#name'] === 'elem' ? content(part) : valueOf(partsOf(part))));
  if (parts.every((part) => attribute(part, 'key') === undefined)) return values;
  const grouped = new Map<string, ScriptValue[]>();
  let unnamed = 0;
  for (const [index, part] of parts.entries()) {
    const key = attribute(part, 'key') ?? String(unnamed++);
    grouped.set(key, [...(grouped.get(key) ?? []), values[index] ?? '']);
  }
  return Object.fromEntries([...grouped].map(([key, group]) => [key, group.length === 1 ? (group[0] ?? '') : group]));
}
