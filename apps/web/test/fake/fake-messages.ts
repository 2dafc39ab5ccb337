import type { AlertKind, AlertLine, AlertMessage, AlertScan } from '@scanfleet/contracts';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

type LineStory = readonly [kind: AlertKind, address: string, name: string | null, port: number | null, text: string];

const LINES: readonly LineStory[] = [
  ['host_new', '10.20.1.77', null, null, 'new host with 3 open ports: ssh, http, rtsp'],
  ['port_opened', '10.20.1.14', 'build-4.corp.example', 3389, 'opened: ms-wbt-server'],
  ['service_changed', '10.20.1.14', 'build-4.corp.example', 22, 'ssh OpenSSH 9.2 → ssh OpenSSH 9.9'],
  ['certificate_expiring', '10.20.0.9', 'www.corp.example', 443, 'CN=www.corp.example expires in 12 days'],
];

function fakeLine([kind, address, name, port, text]: LineStory, index: number, voice: Voice): AlertLine {
  return {
    kind,
    address: voice(address),
    hostName: name === null ? null : voice(name),
    protocol: port === null ? null : 'tcp',
    port,
    text: voice(text),
    at: minutesAgo(180),
    changeId: kind === 'certificate_expiring' ? null : String(index + 1),
    unconfirmed: index === 1 ? voice('the second look was cancelled') : null,
  };
}

function fakeAlertScan(event: AlertScan['event'], voice: Voice): AlertScan {
  return {
    id: fakeId('scan', event === 'failed' ? 4 : 2),
    event,
    state: event === 'failed' ? 'failed' : 'completed',
    partial: event === 'partial',
    reason: event === 'failed' ? voice('nmap ended with exit code 1: no permission for raw sockets.') : null,
    command: voice('Version scan'),
    targets: voice('10.20.0.0/22'),
    schedule: voice('Nightly'),
    createdBy: voice('admin'),
    startedAt: minutesAgo(190),
    finishedAt: minutesAgo(180),
    plannedAddresses: '1018',
    hostsUp: 138,
    openPorts: 431,
    at: minutesAgo(180),
    url: null,
  };
}

/** A message of a rule: of a scan that failed, or of what one found. */
export function fakeMessage(number: number, what: 'failed' | 'changes', voice: Voice): AlertMessage {
  const lines = what === 'failed' ? [] : LINES.map((line, index) => fakeLine(line, index, voice));
  return {
    version: 1,
    id: fakeId('message', number),
    kind: what === 'failed' ? 'scan' : 'changes',
    severity: what === 'failed' ? 'problem' : 'info',
    subject: voice(
      what === 'failed'
        ? '[Scanfleet] Lab: scan failed'
        : '[Scanfleet] Frankfurt office: 4 changes (1 new host, 1 port opened)',
    ),
    rule: { id: fakeId('rule', 1), name: voice('Anything new in Frankfurt') },
    site: { id: fakeId('site', 1), name: voice('Frankfurt office') },
    scans: [fakeAlertScan(what === 'failed' ? 'failed' : 'completed', voice)],
    lines,
    more: what === 'failed' ? 0 : 12,
    counts: what === 'failed' ? { failed: 1 } : { host_new: 1, port_opened: 13, service_changed: 1 },
    leftOut: { muted: what === 'failed' ? 0 : 2, acknowledged: 0, flapping: what === 'failed' ? 0 : 1, undone: 0 },
    url: null,
    at: minutesAgo(180),
  };
}
