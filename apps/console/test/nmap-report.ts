/** A certificate as nmap's ssl-cert tells it. */
export interface WrittenCertificate {
  name: string;
  /** In hex. */
  sha1: string;
  notAfter?: string;
}

/** A service in a report that a test writes. */
export interface WrittenPort {
  port: number;
  protocol?: string;
  state?: string;
  name?: string;
  product?: string;
  version?: string;
  /** `table` where the name is looked up, `probed` (default) where it was found out. */
  method?: string;
  certificate?: WrittenCertificate;
}

/** A host in a report that a test writes. */
export interface WrittenHost {
  address: string;
  status?: 'up' | 'down';
  /** Why it is up or down, in nmap's word. */
  reason?: string;
  ports?: WrittenPort[];
  /** State of the ports that are not listed, `closed` unless told; null for none of them. */
  others?: string | null;
  names?: string[];
  mac?: string;
  vendor?: string;
  os?: string;
  /** Percent, as text: reports may claim anything. */
  accuracy?: string;
  timedOut?: boolean;
  /** Epoch seconds, as text. */
  start?: string;
  end?: string;
  /** Microseconds, as text. */
  srtt?: string;
}

const escaped = (text: string): string => text.replace(/[&<"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The XML of one host as nmap 7.93 writes it. */
export function hostXml(host: WrittenHost): string {
  const { address, status = 'up', ports = [], others = 'closed', timedOut = false } = host;
  const lines = [
    `<host starttime="${host.start ?? '1700000000'}" endtime="${host.end ?? '1700000005'}"${timedOut ? ' timedout="true"' : ''}>`,
    `<status state="${status}" reason="${host.reason ?? (status === 'up' ? 'syn-ack' : 'no-response')}" reason_ttl="0"/>`,
    `<address addr="${address}" addrtype="${address.includes(':') ? 'ipv6' : 'ipv4'}"/>`,
    host.mac ? `<address addr="${host.mac}" addrtype="mac" vendor="${escaped(host.vendor ?? '')}"/>` : '',
    `<hostnames>${(host.names ?? []).map((name) => `<hostname name="${escaped(name)}" type="PTR"/>`).join('')}</hostnames>`,
  ];
  if (status === 'up' && !timedOut) {
    const extra =
      others === null
        ? ''
        : `<extraports state="${others}" count="900"><extrareasons reason="reset" count="900"/></extraports>`;
    lines.push(`<ports>${extra}${ports.map(portXml).join('')}</ports>`);
  }
  if (host.os)
    lines.push(`<os><osmatch name="${escaped(host.os)}" accuracy="${host.accuracy ?? '98'}" line="1"/></os>`);
  lines.push(`<times srtt="${host.srtt ?? '250'}" rttvar="50" to="100000"/>`, '</host>\n');
  return lines.join('\n');
}

function portXml(port: WrittenPort): string {
  const { protocol = 'tcp', state = 'open', name, product, version, method = 'probed' } = port;
  const text = (key: string, value: string | undefined): string =>
    value === undefined ? '' : ` ${key}="${escaped(value)}"`;
  const service =
    name === undefined
      ? ''
      : `<service name="${escaped(name)}"${text('product', product)}${text('version', version)} method="${method}" conf="10"/>`;
  return `<port protocol="${protocol}" portid="${port.port}"><state state="${state}" reason="syn-ack" reason_ttl="64"/>${service}${port.certificate ? scriptXml(port.certificate) : ''}</port>\n`;
}

function scriptXml({ name, sha1, notAfter = '2027-01-01T00:00:00' }: WrittenCertificate): string {
  const table = (key: string, elements: Readonly<Record<string, string>>): string =>
    `<table key="${key}">${elementsXml(elements)}</table>`;
  return [
    `<script id="ssl-cert" output="Subject: commonName=${escaped(name)}">`,
    table('subject', { commonName: name, countryName: 'DE' }),
    table('issuer', { commonName: 'Test CA' }),
    table('validity', { notBefore: '2025-01-01T00:00:00', notAfter }),
    elementsXml({ sha1 }),
    '</script>',
  ].join('\n');
}

function elementsXml(elements: Readonly<Record<string, string>>): string {
  return Object.entries(elements)
    .map(([key, text]) => `<elem key="${key}">${escaped(text)}</elem>`)
    .join('');
}

/** What stands before the hosts; `ports` as in `1-1000`, empty for a ping scan. */
export function reportHead(ports = '1-1000'): string {
  const info = ports === '' ? '' : `<scaninfo type="syn" protocol="tcp" numservices="1000" services="${ports}"/>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner="nmap" args="nmap" start="1700000000" version="7.93" xmloutputversion="1.05">\n${info}`;
}

export const reportTail =
  '<runstats><finished time="1700000100" elapsed="100" exit="success"/><hosts up="1" down="0" total="1"/></runstats>\n</nmaprun>\n';

/** A whole report. */
export function nmapReport(hosts: readonly WrittenHost[], { ports }: { ports?: string } = {}): string {
  return `${reportHead(ports)}${hosts.map(hostXml).join('')}${reportTail}`;
}
