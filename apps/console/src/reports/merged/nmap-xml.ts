import type { Observation, ObservedService, OsClass, ScriptResult, ScriptValue } from '@scanfleet/scan-report';
import type { MergedForm } from './form.js';
import { ctime, seconds, xmlElement, xmlText } from './safe-text.js';

/** nmap's XML (-oX; nmap.dtd 1.05), from which `@scanfleet/scan-report` reads the same observations. */
export const nmapXml: MergedForm = {
  ending: 'xml',
  head({ start, notes }) {
    const { args, startedAt, version, scanInfo } = start;
    const run = xmlElement(
      'nmaprun',
      {
        scanner: 'nmap',
        args,
        start: seconds(startedAt),
        startstr: startedAt === undefined ? undefined : ctime(startedAt),
        version,
        xmloutputversion: '1.05',
      },
      '\n',
    ).replace(/\n<\/nmaprun>$/, '\n');
    const infos = scanInfo.map(({ type, protocol, count, services }) =>
      xmlElement('scaninfo', { type, protocol, numservices: count, services }),
    );
    return [
      '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n',
      ...notes.map(xmlComment),
      run,
      ...infos.map((info) => `${info}\n`),
    ].join('');
  },
  host: (observation) => `${hostXml(observation)}\n`,
  tail({ up, down, total, startedAt, endedAt, incomplete }) {
    const elapsed = Math.max(0, endedAt - startedAt) / 1000;
    const finished = xmlElement('finished', {
      time: seconds(endedAt),
      timestr: ctime(endedAt),
      summary: `Nmap done at ${ctime(endedAt)}; ${total} IP addresses (${up} hosts up) scanned in ${elapsed.toFixed(2)} seconds`,
      elapsed: elapsed.toFixed(2),
      exit: incomplete === null ? 'success' : 'error',
      errormsg: incomplete ?? undefined,
    });
    return `<runstats>${finished}${xmlElement('hosts', { up, down, total })}</runstats>\n</nmaprun>\n`;
  },
};

/** A sentence of ours as a comment; two hyphens may not stand in one. */
export function xmlComment(sentence: string): string {
  return `<!-- ${xmlText(sentence).replaceAll('-', '&#45;')} -->\n`;
}

function hostXml(host: Observation): string {
  const { statusReason, statusReasonTtl, rtt, uptime, tcpSequence, ipIdSequence, tcpTsSequence } = host;
  const parts = [
    xmlElement('status', { state: host.status, reason: statusReason ?? 'unknown', reason_ttl: statusReasonTtl ?? 0 }),
    ...host.addresses.map(({ address, family }) => xmlElement('address', { addr: address, addrtype: `ipv${family}` })),
    host.mac === undefined ? '' : xmlElement('address', { addr: host.mac, addrtype: 'mac', vendor: host.vendor }),
    `<hostnames>\n${host.names.map(({ name, type }) => `${xmlElement('hostname', { name, type })}\n`).join('')}</hostnames>`,
    host.smurfResponses === undefined ? '' : xmlElement('smurf', { responses: host.smurfResponses }),
    portsXml(host),
    osXml(host),
    uptime === undefined ? '' : xmlElement('uptime', { seconds: uptime.seconds, lastboot: uptime.lastBoot }),
    host.distance === undefined ? '' : xmlElement('distance', { value: host.distance }),
    tcpSequence === undefined ? '' : xmlElement('tcpsequence', { ...tcpSequence }),
    ipIdSequence === undefined ? '' : xmlElement('ipidsequence', { ...ipIdSequence }),
    tcpTsSequence === undefined ? '' : xmlElement('tcptssequence', { ...tcpTsSequence }),
    host.hostScripts.length === 0 ? '' : `<hostscript>${host.hostScripts.map(scriptXml).join('')}</hostscript>`,
    traceXml(host),
    rtt === undefined
      ? ''
      : xmlElement('times', { srtt: rtt.srttMicros, rttvar: rtt.rttvarMicros, to: rtt.timeoutMicros }),
  ];
  return xmlElement(
    'host',
    {
      starttime: seconds(host.startedAt),
      endtime: seconds(host.endedAt),
      timedout: host.timedOut ? 'true' : undefined,
      comment: host.comment,
    },
    parts
      .filter((part) => part !== '')
      .map((part) => `${part}\n`)
      .join(''),
  );
}

function portsXml({ services, extraPorts }: Observation): string {
  if (services.length === 0 && extraPorts.length === 0) return '';
  const extras = extraPorts.map(({ state, count, reasons }) =>
    xmlElement(
      'extraports',
      { state, count },
      `\n${reasons.map((reason) => `${xmlElement('extrareasons', { ...reason })}\n`).join('')}`,
    ),
  );
  return `<ports>${[...extras, ...services.map(portXml)].map((part) => `${part}\n`).join('')}</ports>`;
}

function portXml(service: ObservedService): string {
  const { protocol, port, state, reason, reasonTtl, reasonAddress } = service;
  const told = xmlElement('state', { state, reason, reason_ttl: reasonTtl ?? 0, reason_ip: reasonAddress });
  return xmlElement(
    'port',
    { protocol, portid: port },
    told + serviceXml(service) + service.scripts.map(scriptXml).join(''),
  );
}

function serviceXml(service: ObservedService): string {
  const { rpcInfo } = service;
  const attributes = {
    name: service.name,
    product: service.product,
    version: service.version,
    extrainfo: service.extraInfo,
    tunnel: service.tunnel,
    hostname: service.hostname,
    ostype: service.osType,
    devicetype: service.deviceType,
    servicefp: service.servicefp,
    rpcnum: rpcInfo?.number,
    lowver: rpcInfo?.lowVersion,
    highver: rpcInfo?.highVersion,
    method: service.method,
    conf: service.confidence,
  };
  if (service.cpes.length === 0 && Object.values(attributes).every((value) => value === undefined)) return '';
  return xmlElement('service', attributes, service.cpes.map(cpeXml).join(''));
}

const cpeXml = (cpe: string): string => `<cpe>${xmlText(cpe)}</cpe>`;

function scriptXml({ id, output, data }: ScriptResult): string {
  return xmlElement('script', { id, output }, data === undefined ? '' : entries(data));
}

/** What stands in a table; a table itself has its key, if any, from where it stands. */
function entries(value: ScriptValue): string {
  if (typeof value === 'string') return valueXml(value);
  if (Array.isArray(value)) return value.map((item) => valueXml(item)).join('');
  return Object.entries(value)
    .map(([key, item]) => valueXml(item, key))
    .join('');
}

function valueXml(value: ScriptValue, key?: string): string {
  const name = key === undefined ? '' : ` key="${xmlText(key)}"`;
  if (typeof value === 'string') return `<elem${name}>${xmlText(value)}</elem>`;
  return `<table${name}>${entries(value)}</table>`;
}

function osXml({ os }: Observation): string {
  if (os === undefined) return '';
  const parts = [
    ...os.portsUsed.map(({ state, protocol, port }) =>
      xmlElement('portused', { state, proto: protocol, portid: port }),
    ),
    ...(os.classes ?? []).map(osClassXml),
    ...os.matches.map(({ name, accuracy, line, classes }) =>
      xmlElement('osmatch', { name, accuracy, line }, classes.map(osClassXml).join('')),
    ),
    os.fingerprint === undefined ? '' : xmlElement('osfingerprint', { fingerprint: os.fingerprint }),
  ];
  return xmlElement('os', {}, parts.join(''));
}

function osClassXml({ vendor, family, generation, type, accuracy, cpes }: OsClass): string {
  const attributes = { type, vendor, osfamily: family, osgen: generation, accuracy };
  return xmlElement('osclass', attributes, cpes.map(cpeXml).join(''));
}

function traceXml({ traceroute }: Observation): string {
  if (traceroute === undefined) return '';
  const { protocol, port, hops } = traceroute;
  const written = hops.map(({ ttl, address, name, rttMicros }) =>
    xmlElement('hop', {
      ttl,
      ipaddr: address,
      rtt: rttMicros === undefined ? '--' : (rttMicros / 1000).toFixed(2),
      host: name,
    }),
  );
  return xmlElement('trace', { port, proto: protocol }, written.join(''));
}
