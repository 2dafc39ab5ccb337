import type { ExtraPorts, Observation, ObservedService, ScriptResult } from '@scanfleet/scan-report';
import type { MergedForm } from './form.js';
import { done, initiated, versionOf } from './nmap-grepable.js';
import { lineText } from './safe-text.js';

/** nmap's output for people (-oN; output.cc of nmap 7.93). */
export const nmapNormal: MergedForm = {
  ending: 'nmap',
  head: (head) => `${initiated(head)}${head.notes.map((note) => `# ${lineText(note)}\n`).join('')}`,
  host(host) {
    const name = host.names[0]?.name;
    const who = name === undefined ? host.address : `${lineText(name)} (${host.address})`;
    if (host.status !== 'up') return `Nmap scan report for ${who} [host down]\n`;
    return `${[
      `Nmap scan report for ${who}`,
      `Host is up${host.statusReason === undefined ? '' : `, received ${lineText(host.statusReason)}`}${latency(host)}.`,
      ...(host.timedOut ? [`Skipping host ${who} due to host timeout`] : ports(host)),
      ...(host.mac === undefined ? [] : [`MAC Address: ${host.mac} (${lineText(host.vendor ?? 'Unknown')})`]),
      ...os(host),
      ...(host.distance === undefined
        ? []
        : [`Network Distance: ${host.distance} hop${host.distance === 1 ? '' : 's'}`]),
      ...(host.hostScripts.length === 0 ? [] : ['', 'Host script results:', ...host.hostScripts.flatMap(script)]),
    ].join('\n')}\n\n`;
  },
  tail: (tail) => done(tail),
};

function latency({ rtt }: Observation): string {
  return rtt === undefined ? '' : ` (${(rtt.srttMicros / 1_000_000).toPrecision(2)}s latency)`;
}

function ports({ services, extraPorts }: Observation): string[] {
  const hidden = extraPorts.filter(({ count }) => count > 0);
  const notShown = hidden.length === 0 ? [] : [`Not shown: ${hidden.map(extra).join(', ')}`];
  if (services.length === 0) return notShown;
  const rows = [
    ['PORT', 'STATE', 'SERVICE', 'VERSION'],
    ...services.map((service) => [
      `${service.port}/${service.protocol}`,
      lineText(service.state),
      lineText(serviceName(service)),
      lineText(versionOf(service)),
    ]),
  ];
  const widths = [0, 1, 2].map((column) => rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(' ')
      .trimEnd(),
  );
  const [head = '', ...told] = lines;
  return [...notShown, head, ...told.flatMap((line, at) => [line, ...(services[at]?.scripts ?? []).flatMap(script)])];
}

function serviceName({ name = 'unknown', tunnel }: ObservedService): string {
  return tunnel === undefined ? name : `${tunnel}/${name}`;
}

function extra({ state, count, reasons }: ExtraPorts): string {
  const named = reasons.map(({ reason }) => lineText(reason)).join(', ');
  return `${count} ${lineText(state)} ports${named === '' ? '' : ` (${named})`}`;
}

function os({ os: found }: Observation): string[] {
  if (found === undefined || found.matches.length === 0) return [];
  const exact = found.matches.filter(({ accuracy }) => accuracy === 100);
  if (exact.length > 0) return [`OS details: ${exact.map(({ name }) => lineText(name)).join(', ')}`];
  return [
    `Aggressive OS guesses: ${found.matches.map(({ name, accuracy }) => `${lineText(name)} (${accuracy}%)`).join(', ')}`,
  ];
}

/** `|` before each line of a script's output, `|_` before the last. */
function script({ id, output }: ScriptResult): string[] {
  const lines = output.replace(/\n+$/, '').split('\n').map(lineText);
  const texts = [`${lineText(id)}: ${lines[0] ?? ''}`, ...lines.slice(1)];
  return texts.map((line, at) => `${at === texts.length - 1 ? '|_' : '| '}${line}`.trimEnd());
}
