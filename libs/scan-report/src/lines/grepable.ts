import { canonicalAddress } from '../canonical-address.js';
import type { Observation, ObservedService } from '../observation.js';
import { readCount, readDecimal, readEpoch } from '../read-number.js';
import type { FinishedEvent, ScanInfo, StartInfo } from '../report-event.js';
import { readProtocol } from '../xml/host-parts.js';
import type { LineFormat, LineMeaning } from './line-format.js';

/**
 * nmap's grepable output (-oG), and masscan's, which puts `Timestamp:` before each host. nmap gives a host one line for
 * its status and one for its ports: each is an observation, which ingest unites by address.
 */
export const grepable: LineFormat = { title: "nmap's grepable output (-oG)", read: readLine };

const HOST = /^(?:Timestamp: (\d+)\t)?Host: (\S+) \(([^)]*)\)\t(.+)$/s;

function readLine(line: string, start: StartInfo | undefined): LineMeaning {
  if (line === '') return { kind: 'nothing' };
  if (line.startsWith('#')) return readComment(line, start);
  const [, time, addressText = '', name, fields = ''] = HOST.exec(line) ?? [];
  const address = canonicalAddress(addressText);
  if (!address) return { kind: 'unreadable' };
  const observation: Observation = {
    address: address.address,
    addresses: [address],
    status: 'up',
    names: name ? [{ name, type: 'PTR' }] : [],
    timedOut: false,
    services: [],
    extraPorts: [],
    hostScripts: [],
  };
  const seenAt = readEpoch(time);
  if (seenAt !== undefined) observation.endedAt = seenAt;
  for (const field of fields.replaceAll('\0', '\ufffd').split('\t')) readField(field, observation);
  return { kind: 'host', observation };
}

function readField(field: string, observation: Observation): void {
  const split = field.indexOf(': ');
  const value = field.slice(split + 2);
  switch (field.slice(0, split)) {
    case 'Status':
      observation.timedOut = value === 'Timeout';
      if (value === 'Down') observation.status = 'down';
      return;
    case 'Ports':
    case 'Protocols':
      observation.services = value
        .split(/, (?=\d+\/)/)
        .flatMap((port) => readPort(port, field.startsWith('Protocols')));
      return;
    case 'Ignored State': {
      const [, state = '', count] = /^(\S+) \((\d+)\)$/.exec(value) ?? [];
      if (state) observation.extraPorts = [{ state, count: readCount(count) ?? 0, reasons: [] }];
      return;
    }
    case 'OS':
      observation.os = { matches: value.split('|').map(osMatch), portsUsed: [] };
      return;
    case 'IP ID Seq':
      observation.ipIdSequence = { class: value };
      return;
    default:
      return;
  }
}

function osMatch(name: string): { name: string; accuracy: number; classes: [] } {
  return { name, accuracy: 100, classes: [] };
}

/** `port/state/protocol/owner/service/rpc/version/`; nmap writes `|` for a slash within a field. */
function readPort(text: string, isProtocol: boolean): ObservedService[] {
  const [number, state = '', protocolName, , name, , version] = text.split('/');
  const port = readCount(number);
  const protocol = isProtocol ? 'ip' : readProtocol(protocolName);
  if (!protocol || port === undefined || port > 65535) return [];
  const service: ObservedService = { protocol, port, state, reason: '', cpes: [], scripts: [] };
  const serviceName = isProtocol ? protocolName : name;
  if (serviceName?.startsWith('ssl|')) {
    service.tunnel = 'ssl';
    service.name = serviceName.slice(4);
  } else if (serviceName) {
    service.name = serviceName;
  }
  if (version) service.product = version;
  return [service];
}

function readComment(line: string, start: StartInfo | undefined): LineMeaning {
  const [, scanner, version = '', args] = /^# (Nmap|Masscan) (\S+) scan initiated .*?(?: as: (.*))?$/s.exec(line) ?? [];
  if (scanner) {
    return {
      kind: 'start',
      start: { scanner: scanner.toLowerCase(), version, scanInfo: [], ...(args === undefined ? {} : { args }) },
    };
  }
  if (line.startsWith('# Ports scanned: ') && start) {
    return { kind: 'start', start: { ...start, scanInfo: readPortsScanned(line) } };
  }
  return /^# (Nmap|Masscan) done /.test(line) ? { kind: 'finished', finished: readDone(line) } : { kind: 'nothing' };
}

/** `TCP(3;80,443-444) UDP(0;) SCTP(0;) PROTOCOLS(0;)`; masscan leaves a comma at the end. */
function readPortsScanned(line: string): ScanInfo[] {
  return Array.from(line.matchAll(/(TCP|UDP|SCTP|PROTOCOLS)\((\d+);([^)]*)\)/g)).flatMap(
    ([, name = '', count, ports = '']) =>
      count === '0'
        ? []
        : [
            {
              type: 'unknown',
              protocol: name === 'PROTOCOLS' ? 'ip' : name.toLowerCase(),
              count: readCount(count) ?? 0,
              services: ports.replace(/,$/, ''),
            },
          ],
  );
}

function readDone(line: string): FinishedEvent {
  const finished: FinishedEvent = { kind: 'finished', exit: 'unknown', summary: line.slice(2) };
  const [, total, up, elapsed] =
    /-- (\d+) IP address(?:es)? \((\d+) hosts? up\) scanned in (\S+) seconds/.exec(line) ?? [];
  const hostsTotal = readCount(total);
  const hostsUp = readCount(up);
  const elapsedSeconds = readDecimal(elapsed);
  if (hostsTotal !== undefined) finished.hostsTotal = hostsTotal;
  if (hostsUp !== undefined) finished.hostsUp = hostsUp;
  if (elapsedSeconds !== undefined) finished.elapsedSeconds = elapsedSeconds;
  return finished;
}
