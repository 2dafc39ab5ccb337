/** The elements that are read, by where they stand. Everything else is passed over with all that it holds. */
export const ElementKind = {
  Ignored: 0,
  Document: 1,
  Run: 2,
  ScanInfo: 3,
  Target: 4,
  TaskProgress: 5,
  RunStats: 6,
  Finished: 7,
  Hosts: 8,
  Host: 9,
  Status: 10,
  Address: 11,
  HostNames: 12,
  HostName: 13,
  Smurf: 14,
  Ports: 15,
  ExtraPorts: 16,
  ExtraReasons: 17,
  Port: 18,
  PortState: 19,
  Service: 20,
  ServiceCpe: 21,
  Script: 22,
  Table: 23,
  Elem: 24,
  Os: 25,
  PortUsed: 26,
  OsMatch: 27,
  OsClass: 28,
  OsCpe: 29,
  OsFingerprint: 30,
  Distance: 31,
  Uptime: 32,
  TcpSequence: 33,
  IpIdSequence: 34,
  TcpTsSequence: 35,
  HostScript: 36,
  Trace: 37,
  Hop: 38,
  Times: 39,
} as const;
export type ElementKind = (typeof ElementKind)[keyof typeof ElementKind];

const K = ElementKind;
const SCRIPT_PARTS = { table: K.Table, elem: K.Elem };

/** nmap.dtd as far as it is read, from parent to child name to child. */
const GRAMMAR: Partial<Record<ElementKind, Record<string, ElementKind>>> = {
  [K.Document]: { nmaprun: K.Run },
  [K.Run]: {
    scaninfo: K.ScanInfo,
    target: K.Target,
    taskprogress: K.TaskProgress,
    host: K.Host,
    runstats: K.RunStats,
  },
  [K.RunStats]: { finished: K.Finished, hosts: K.Hosts },
  [K.Host]: {
    status: K.Status,
    address: K.Address,
    hostnames: K.HostNames,
    smurf: K.Smurf,
    ports: K.Ports,
    os: K.Os,
    distance: K.Distance,
    uptime: K.Uptime,
    tcpsequence: K.TcpSequence,
    ipidsequence: K.IpIdSequence,
    tcptssequence: K.TcpTsSequence,
    hostscript: K.HostScript,
    trace: K.Trace,
    times: K.Times,
  },
  [K.HostNames]: { hostname: K.HostName },
  [K.Ports]: { extraports: K.ExtraPorts, port: K.Port },
  [K.ExtraPorts]: { extrareasons: K.ExtraReasons },
  [K.Port]: { state: K.PortState, service: K.Service, script: K.Script },
  [K.Service]: { cpe: K.ServiceCpe },
  [K.HostScript]: { script: K.Script },
  [K.Script]: SCRIPT_PARTS,
  [K.Table]: SCRIPT_PARTS,
  // Before nmap 6, osclass stood beside osmatch.
  [K.Os]: { portused: K.PortUsed, osmatch: K.OsMatch, osclass: K.OsClass, osfingerprint: K.OsFingerprint },
  [K.OsMatch]: { osclass: K.OsClass },
  [K.OsClass]: { cpe: K.OsCpe },
  [K.Trace]: { hop: K.Hop },
};

const NONE: ReadonlyMap<string, ElementKind> = new Map<string, ElementKind>();
const CHILDREN = Array.from({ length: Object.keys(K).length }, (_, parent) => {
  const children = GRAMMAR[parent as ElementKind];
  return children ? new Map(Object.entries(children)) : NONE;
});

/** Names of all elements that are read. */
export const elementNames: readonly string[] = [...new Set(CHILDREN.flatMap((children) => [...children.keys()]))];

/** What an element of this name is, standing directly in this parent. */
export function childKind(parent: ElementKind, name: string): ElementKind {
  return CHILDREN[parent]?.get(name) ?? K.Ignored;
}
