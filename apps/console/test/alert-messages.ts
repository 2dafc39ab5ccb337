import { randomUUID } from 'node:crypto';
import type { AlertLine, AlertMessage, AlertScan } from '@scanfleet/contracts';
import { AllowedHosts } from '../src/alerts/senders/allowed-hosts.js';
import { HostGuard } from '../src/alerts/senders/guarded-connect.js';
import { HostLookup } from '../src/alerts/senders/host-lookup.js';
import type { Destination, Sending } from '../src/alerts/senders/sending.js';

const AT = '2026-03-02T08:00:00.000Z';

/** A message as rules write them. */
export function aMessage(more: Partial<AlertMessage> = {}): AlertMessage {
  return {
    version: 1,
    id: randomUUID(),
    kind: 'changes',
    severity: 'info',
    subject: '[Scanfleet] Office: 2 changes (1 new host, 1 port opened)',
    rule: { id: randomUUID(), name: 'new things' },
    site: { id: randomUUID(), name: 'Office' },
    scans: [],
    lines: [
      aLine({ kind: 'host_new', port: null, protocol: null, text: 'open tcp/22 ssh' }),
      aLine({ address: '10.0.0.8', hostName: null }),
    ],
    more: 0,
    counts: { host_new: 1, port_opened: 1 },
    leftOut: { muted: 0, acknowledged: 0, flapping: 0, undone: 0 },
    url: 'https://scanfleet.example/scans/1',
    at: AT,
    ...more,
  };
}

export function aLine(more: Partial<AlertLine> = {}): AlertLine {
  return {
    kind: 'port_opened',
    address: '10.0.0.7',
    hostName: 'printer.example',
    protocol: 'tcp',
    port: 22,
    text: 'opened: ssh OpenSSH 9.2',
    at: AT,
    changeId: '1',
    unconfirmed: null,
    ...more,
  };
}

export function aTestScan(more: Partial<AlertScan> = {}): AlertScan {
  return {
    id: randomUUID(),
    event: 'completed',
    state: 'completed',
    partial: false,
    reason: null,
    command: 'all ports',
    targets: '10.0.0.0/24',
    schedule: 'nightly',
    createdBy: 'admin',
    startedAt: AT,
    finishedAt: '2026-03-02T09:30:00.000Z',
    plannedAddresses: '256',
    hostsUp: 12,
    openPorts: 40,
    at: '2026-03-02T09:30:00.000Z',
    url: 'https://scanfleet.example/scans/1',
    ...more,
  };
}

/** What hosts and people may write to break out of whatever it is put into. */
export const hostileTexts: readonly string[] = [
  '\r\nBcc: victim@example.org',
  '\nX-Injected: 1\n\nbody',
  'a\u2028b\u2029c\u0085d',
  'invoice\u202efdp.exe',
  'zero\u200bwidth\u2066iso\u2069\ufeff',
  '\u001b[31mred\u001b[0m\u0007',
  'nul\0in it',
  'half \ud83d pair',
  '=?utf-8?B?QmNjOiB2aWN0aW1AZXhhbXBsZS5vcmc=?=',
  '=?utf-8?Q?=0D=0ABcc=3A_x?=',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  '&amp;&#x3c;b&#x3e;',
  '<!channel> <!here> <!everyone> <@U012AB3CD> <#C0123> <!subteam^S1>',
  '<https://evil.example|click here>',
  '@everyone @here <@123456789012345678> <@&1> <#1>',
  '[click](https://evil.example) ![x](https://evil.example/x.png)',
  'https://evil.example/path www.evil.example discord.gg/x',
  '**bold** _it_ ~~no~~ `code` ```block``` ||spoiler|| > quote # head',
  '<at>everyone</at>',
  '"] \\" ]][x@1 a="b"]',
  '}}"},{"text":"x"}],"blocks":[{',
  '${7*7} {{7*7}} %n %s',
  '=cmd|calc!A0',
  'x'.repeat(10_000),
  '\u{1f600}'.repeat(5000),
];

/** A message in which every text that others write is this one. */
export function aHostileMessage(text: string): AlertMessage {
  return aMessage({
    kind: 'scan',
    subject: `[Scanfleet] ${text}`,
    rule: { id: randomUUID(), name: text },
    site: { id: randomUUID(), name: text },
    scans: [aTestScan({ command: text, targets: text, schedule: text, createdBy: text, reason: text })],
    lines: [
      aLine({ hostName: text, text, unconfirmed: text }),
      aLine({ hostName: null, address: '2001:db8::1', text, port: null, protocol: null, kind: 'name_changed' }),
    ],
    more: 3,
  });
}

/** A message that tells as much as one may. */
export function aLongMessage(text = 'opened: http nginx 1.24.0'): AlertMessage {
  return aMessage({
    scans: Array.from({ length: 40 }, () => aTestScan()),
    lines: Array.from({ length: 200 }, (_, index) =>
      aLine({ address: `10.0.${Math.floor(index / 50)}.${index % 50}`, port: 1000 + index, text }),
    ),
    more: 800,
    counts: { port_opened: 1000 },
  });
}

class ListedHosts extends AllowedHosts {
  constructor(private readonly hosts: readonly string[]) {
    super();
  }
  override has(host: string): Promise<boolean> {
    return Promise.resolve(this.hosts.includes(host));
  }
}

/** Answers from a table; each name has one answer after the other, the last of which stays. */
export class TableLookup extends HostLookup {
  readonly asked: string[] = [];

  constructor(private readonly table: Readonly<Record<string, readonly (readonly string[])[]>>) {
    super();
  }

  override addresses(name: string): Promise<string[]> {
    const answers = this.table[name];
    const answer = answers?.[Math.min(this.asked.filter((asked) => asked === name).length, answers.length - 1)];
    this.asked.push(name);
    return answer
      ? Promise.resolve([...answer])
      : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
  }
}

/** A guard that allows these hosts, and knows these names alone. */
export function aGuard({
  allowed = [],
  lookup = new TableLookup({}),
}: { allowed?: string[]; lookup?: HostLookup } = {}): HostGuard {
  return new HostGuard(lookup, new ListedHosts(allowed));
}

/** An attempt that has as long as a test may take. */
export function aSending<To extends Destination>(to: To, more: Partial<Sending> = {}): Sending<To> {
  return {
    message: aMessage(),
    deliveryId: randomUUID(),
    at: new Date(AT),
    signal: AbortSignal.timeout(10_000),
    ...more,
    to,
  };
}
