import type { Observation, ObservedService } from '@scanfleet/scan-report';
import type { MergedForm } from './form.js';
import { xmlComment } from './nmap-xml.js';
import { lineText, seconds, xmlElement } from './safe-text.js';

/** masscan's XML (-oX; out-xml.c of masscan 1.3.2): a host element for each answer. */
export const masscanXml: MergedForm = {
  ending: 'xml',
  head: ({ start, notes }) =>
    `<?xml version="1.0"?>\n<!-- masscan v1.0 scan -->\n${notes.map(xmlComment).join('')}` +
    `<nmaprun scanner="masscan" start="${seconds(start.startedAt) ?? 0}" version="1.0-BETA"  xmloutputversion="1.03">\n` +
    start.scanInfo.map(({ type, protocol }) => `${xmlElement('scaninfo', { type, protocol })}\n`).join(''),
  host: (host) =>
    answersOf(host)
      .map(({ protocol, port, state, reason, reasonTtl, name, banner }) => {
        const told = xmlElement('state', { state, reason, reason_ttl: reasonTtl ?? 0 });
        const said =
          banner === undefined ? '' : xmlElement('service', { name: escaped(name ?? ''), banner: escaped(banner) });
        const [{ address, family } = { address: host.address, family: 4 }] = host.addresses;
        return (
          `<host endtime="${seconds(host.endedAt) ?? 0}">${xmlElement('address', { addr: address, addrtype: `ipv${family}` })}` +
          `<ports>${xmlElement('port', { protocol, portid: port }, told + said)}</ports></host>\n`
        );
      })
      .join(''),
  tail({ up, down, total, startedAt, endedAt, incomplete }) {
    const elapsed = Math.floor(Math.max(0, endedAt - startedAt) / 1000);
    const time = new Date(endedAt).toISOString().replace('T', ' ').slice(0, 19);
    const finished = xmlElement('finished', {
      time: seconds(endedAt),
      timestr: time,
      elapsed,
      ...(incomplete === null ? {} : { exit: 'error', errormsg: incomplete }),
    });
    return `<runstats>\n${finished}\n${xmlElement('hosts', { up, down, total })}\n</runstats>\n</nmaprun>\n`;
  },
};

/** masscan's JSON (-oJ). JSON has no comments, so what is to be said of the report stands in its name alone. */
export const masscanJson: MergedForm = {
  ending: 'json',
  head: () => '[\n',
  host: (host, first) =>
    answersOf(host)
      .map((answer, at) => {
        const { protocol, port, state, reason, reasonTtl, name, banner } = answer;
        const said =
          banner === undefined
            ? { status: state, reason, ttl: reasonTtl ?? 0 }
            : { service: { name: bytewise(name ?? ''), banner: bytewise(banner) } };
        const record = {
          ip: host.address,
          timestamp: String(seconds(host.endedAt) ?? 0),
          ports: [{ port, proto: protocol, ...said }],
        };
        return `${first && at === 0 ? '' : ',\n'}${asciiJson(record)}\n`;
      })
      .join(''),
  tail: () => ']\n',
};

/** masscan's list (-oL). */
export const masscanList: MergedForm = {
  ending: 'txt',
  head: ({ notes }) => `#masscan\n${notes.map((note) => `# ${lineText(note)}\n`).join('')}`,
  host: (host) =>
    answersOf(host)
      .map(({ protocol, port, state, name, banner }) => {
        const place = `${protocol} ${port} ${host.address} ${seconds(host.endedAt) ?? 0}`;
        if (banner === undefined) return `${escaped(state).replaceAll(' ', '_')} ${place}\n`;
        return `banner ${place} ${escaped(name ?? '').replaceAll(' ', '_') || 'unknown'} ${escaped(banner)}\n`;
      })
      .join(''),
  tail: ({ incomplete }) => `${incomplete === null ? '' : `# ${lineText(incomplete)}\n`}# end\n`,
};

type Answer = Pick<ObservedService, 'port' | 'state' | 'reason' | 'reasonTtl' | 'name' | 'banner'> & {
  protocol: string;
};

/** What masscan would have written of a host: an answer to a ping is a port of ICMP to it. */
function answersOf(host: Observation): readonly Answer[] {
  if (host.services.length > 0) return host.services;
  return [{ protocol: 'icmp', port: 0, state: 'open', reason: host.statusReason ?? 'none', reasonTtl: 0 }];
}

/** masscan's own way to write what a service sent: each byte that is not plain text as `\x` and two digits. */
function escaped(text: string): string {
  return bytewise(text).replace(
    /[^\x20-\x7e]|[\\<>&"']/g,
    (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

/** One character for each byte, as masscan's JSON has it; what stands for NUL in Scanfleet is NUL in masscan's. */
function bytewise(text: string): string {
  return Buffer.from(text.toWellFormed().replaceAll('\ufffd', '\0')).toString('latin1');
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]|[<>&]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
