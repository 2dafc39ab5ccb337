/**
 * The shape of one host as one scan saw it. Plain objects only: everything here survives JSON unchanged.
 *
 * Field names follow nmap's own document type (nmap.dtd 1.05); where masscan knows less the field is absent or empty.
 * Every string was chosen by, or passed through, a scanned host: treat it as hostile wherever it is shown.
 */

/** Transport protocols for which nmap and masscan report ports; `ip` comes from nmap's IP protocol scan (-sO). */
export const Protocol = { Tcp: 'tcp', Udp: 'udp', Sctp: 'sctp', Ip: 'ip' } as const;
export type Protocol = (typeof Protocol)[keyof typeof Protocol];

/** Whether the host answered. `unknown` is what a skipped or odd host gets. */
export const HostStatus = { Up: 'up', Down: 'down', Unknown: 'unknown' } as const;
export type HostStatus = (typeof HostStatus)[keyof typeof HostStatus];

/** An address in canonical text: dotted quad, or RFC 5952 lower-case compressed IPv6. */
export interface ObservedAddress {
  family: 4 | 6;
  address: string;
}

/** A name of the host: `user` as the target was written, `PTR` from reverse DNS. */
export interface ObservedName {
  name: string;
  type: string;
}

/** Values in a script's structured output. Tables with keys become plain objects; `__proto__` is a key like any other. */
export type ScriptValue = string | ScriptValue[] | { [key: string]: ScriptValue };

/** One NSE script's output as text and, where the script gave structure, as nested tables. */
export interface ScriptResult {
  id: string;
  output: string;
  data?: ScriptValue;
}

/** One port of the host and what is known of the service behind it. */
export interface ObservedService {
  protocol: Protocol;
  /** 0-65535; for protocol `ip` the IP protocol number. */
  port: number;
  /** As the scanner says it: open, closed, filtered, unfiltered, open|filtered, closed|filtered, ... */
  state: string;
  /** Why: syn-ack, reset, no-response, ... */
  reason: string;
  /** TTL of the packet that gave the reason. */
  reasonTtl?: number;
  /** Address of a third machine (a router) that gave the reason. */
  reasonAddress?: string;
  name?: string;
  product?: string;
  version?: string;
  extraInfo?: string;
  osType?: string;
  hostname?: string;
  deviceType?: string;
  /** `ssl` where the service was found inside TLS. */
  tunnel?: string;
  /** `table` = guessed from the port number, `probed` = found by talking to it. */
  method?: string;
  /** 0-10. */
  confidence?: number;
  /** CPE 2.2 URIs of the service. */
  cpes: string[];
  /** nmap's fingerprint of a service that answered but was not recognised. */
  servicefp?: string;
  rpcInfo?: { number: number; lowVersion: number; highVersion: number };
  /** masscan --banners: what the service said, with masscan's own name of the protocol in `name`. */
  banner?: string;
  scripts: ScriptResult[];
}

/** Ports that are not listed one by one because they share a dull state. */
export interface ExtraPorts {
  state: string;
  count: number;
  reasons: ExtraReason[];
}

export interface ExtraReason {
  reason: string;
  count: number;
  proto?: Protocol;
  /** Port list such as `1-21,23-79` (nmap 7.90 and newer). */
  ports?: string;
}

export interface OsClass {
  vendor: string;
  family: string;
  generation?: string;
  type?: string;
  /** Percent. */
  accuracy: number;
  cpes: string[];
}

export interface OsMatch {
  name: string;
  /** Percent. */
  accuracy: number;
  /** Line in nmap-os-db. */
  line?: number;
  classes: OsClass[];
}

export interface ObservedOs {
  matches: OsMatch[];
  /** Classes that stand beside the matches, not in one of them (nmap before 6). */
  classes?: OsClass[];
  portsUsed: { state: string; protocol: Protocol; port: number }[];
  fingerprint?: string;
}

export interface TracerouteHop {
  ttl: number;
  address: string;
  name?: string;
  /** Absent where nmap wrote `--`. */
  rttMicros?: number;
}

export interface Traceroute {
  protocol?: string;
  port?: number;
  hops: TracerouteHop[];
}

/** One host as one scan saw it. */
export interface Observation {
  /** Canonical text of the primary address: the first IPv4 or IPv6 address of the record. */
  address: string;
  /** Every IP address of the record, in its order; the first is the primary one. */
  addresses: ObservedAddress[];
  /** Upper-case, colon separated. */
  mac?: string;
  vendor?: string;
  status: HostStatus;
  statusReason?: string;
  statusReasonTtl?: number;
  names: ObservedName[];
  /** Epoch milliseconds. */
  startedAt?: number;
  /** Epoch milliseconds. */
  endedAt?: number;
  /** nmap gave up on this host (--host-timeout): what is missing here was not asked. */
  timedOut: boolean;
  rtt?: { srttMicros: number; rttvarMicros: number; timeoutMicros: number };
  services: ObservedService[];
  extraPorts: ExtraPorts[];
  hostScripts: ScriptResult[];
  os?: ObservedOs;
  /** `lastBoot` as nmap writes it: the engine's local time without a zone. */
  uptime?: { seconds: number; lastBoot?: string };
  /** Hops to the host. */
  distance?: number;
  traceroute?: Traceroute;
  tcpSequence?: { index: number; difficulty: string; values: string };
  ipIdSequence?: { class: string; values?: string };
  tcpTsSequence?: { class: string; values?: string };
  /** Number of answers to a probe of a broadcast address. */
  smurfResponses?: number;
  comment?: string;
}
