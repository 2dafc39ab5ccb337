import type {
  AlertChannel,
  AlertMute,
  AlertRule,
  AllowedHost,
  ChannelKind,
  ChannelTest,
  DeliveryDetail,
  DeliveryState,
} from '@scanfleet/contracts';
import { fakeMessage } from './fake-messages.js';
import type { Voice } from './hostile-text.js';
import { fakeId, minutesAgo } from './ids.js';

const DAY = 1440;

/** All that the fake console knows of alerts. */
export interface FakeAlerts {
  rules: AlertRule[];
  channels: AlertChannel[];
  mutes: AlertMute[];
  allowedHosts: AllowedHost[];
  deliveries: DeliveryDetail[];
  /** Why no mail can be sent; null where it can. */
  mailProblem: string | null;
  /** What the test of each channel comes to. */
  test: ChannelTest;
  /** How many messages a rehearsal finds. */
  rehearsed: number;
}

export function fakeAlerts(kind: 'some' | 'none', voice: Voice): FakeAlerts {
  const some = kind === 'some';
  return {
    rules: some ? fakeRules(voice) : [],
    channels: some ? fakeChannels(voice) : [],
    mutes: some ? fakeMutes(voice) : [],
    allowedHosts: some
      ? [
          {
            host: 'chat.corp.example',
            reason: voice('Our own Mattermost'),
            createdBy: voice('admin'),
            createdAt: minutesAgo(20 * DAY),
          },
        ]
      : [],
    deliveries: some ? fakeDeliveries(voice) : [],
    mailProblem: null,
    test: { ok: true, code: 250, milliseconds: 132, message: voice('It arrived.') },
    rehearsed: 9,
  };
}

type RuleStory = Pick<AlertRule, 'name' | 'words' | 'events' | 'changes'> & {
  readonly channels: readonly number[];
  readonly more?: Partial<AlertRule>;
};

const RULES: readonly RuleStory[] = [
  {
    name: 'Anything new in Frankfurt',
    words:
      'Tells by Mail to the network team and Slack #network of new hosts and opened ports of Frankfurt office, one message a scan, once it has looked a second time.',
    events: ['failed', 'partial'],
    changes: ['host_new', 'port_opened', 'certificate_expiring'],
    channels: [1, 2],
    more: { sites: [{ id: fakeId('site', 1), name: 'Frankfurt office' }], confirm: 'reprobe' },
  },
  {
    name: 'Scans that fail',
    words: 'Tells by Mail to the network team of scans that fail or are partial, at once.',
    events: ['failed', 'partial'],
    changes: [],
    channels: [1],
    more: { mutedUntil: minutesAgo(-190) },
  },
  {
    name: 'Remote desktop anywhere',
    words: 'Tells by SIEM of opened ports 3389 and 5900, hourly, not from 22:00 to 07:00.',
    events: [],
    changes: ['port_opened', 'service_changed'],
    channels: [3],
    more: { waiting: 4, digest: 'hourly', quiet: { from: '22:00', to: '07:00' }, zone: 'Europe/Berlin', flapHours: 24 },
  },
  {
    name: 'Old idea',
    words: 'Tells nobody of changed names.',
    events: [],
    changes: ['name_changed'],
    channels: [],
    more: { enabled: false, lastMessageAt: null },
  },
];

function fakeRules(voice: Voice): AlertRule[] {
  /** In patterns of a filter the console takes neither NUL nor more than 200 characters. */
  const written = (text: string): string => voice(text).replaceAll('\0', '').slice(0, 200);
  return RULES.map((story, index) => {
    const { channels, more, ...rule } = story;
    const sites = (more?.sites ?? []).map((site) => ({ ...site, name: voice(site.name) }));
    return {
      ...rule,
      id: fakeId('rule', index + 1),
      enabled: true,
      filter: {
        kind: 'fields' as const,
        siteIds: sites.map((site) => site.id),
        addresses: index === 0 ? written('10.20.0.0/22') : '',
        ports: index === 2 ? written('3389,5900') : '',
        service: '',
        hostName: index === 0 ? written('*.corp.example') : '',
      },
      channelIds: channels.map((number) => fakeId('channel', number)),
      channels: channels.map((number) => ({
        id: fakeId('channel', number),
        name: voice(CHANNELS[number - 1]?.name ?? ''),
      })),
      digest: 'immediate' as const,
      digestAt: '08:00',
      quiet: null,
      zone: 'UTC',
      flapHours: 0,
      confirm: 'none' as const,
      certificateDays: 30,
      mutedUntil: null,
      waiting: 0,
      lastMessageAt: minutesAgo(180 * (index + 1)),
      createdBy: voice('m.keller'),
      createdAt: minutesAgo(60 * DAY),
      updatedAt: minutesAgo(3 * DAY),
      ...more,
      name: voice(story.name),
      words: voice(story.words),
      sites,
    };
  });
}

interface ChannelStory {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly target: string;
  readonly last?: readonly [state: DeliveryState, error: string | null];
}

const CHANNELS: readonly ChannelStory[] = [
  { name: 'Mail to the network team', kind: 'email', target: 'ops@example.org and 1 more', last: ['delivered', null] },
  { name: 'Slack #network', kind: 'slack', target: 'https://hooks.slack.com/…', last: ['delivered', null] },
  {
    name: 'SIEM',
    kind: 'syslog',
    target: 'tls://siem.corp.example:6514',
    last: ['dead', 'The certificate of siem.corp.example has expired. Renew it there, then replay.'],
  },
  {
    name: 'Ticket system',
    kind: 'webhook',
    target: 'https://tickets.example.org/…',
    last: ['waiting', 'It answered with status 503. It is tried again.'],
  },
  { name: 'Teams, Rotterdam', kind: 'teams', target: 'https://prod-12.logic.azure.com/…' },
];

function fakeChannels(voice: Voice): AlertChannel[] {
  return CHANNELS.map(({ name, kind, target, last }, index) => ({
    id: fakeId('channel', index + 1),
    name: voice(name),
    kind,
    enabled: index !== 4,
    target: voice(target),
    to: kind === 'email' ? ['ops@example.org', 'night.shift@example.org'] : null,
    syslog: kind === 'syslog' ? { host: 'siem.corp.example', port: 6514, transport: 'tls', facility: 16 } : null,
    ruleCount: [2, 1, 1, 0, 0][index] ?? 0,
    lastDelivery: last
      ? {
          state: last[0],
          attempts: last[1] === null ? 1 : 3,
          at: minutesAgo(180 * (index + 1)),
          error: last[1] === null ? null : voice(last[1]),
        }
      : null,
    createdBy: voice('admin'),
    createdAt: minutesAgo(80 * DAY),
    updatedAt: minutesAgo(12 * DAY),
  }));
}

function fakeMutes(voice: Voice): AlertMute[] {
  return [
    {
      id: fakeId('mute', 1),
      site: { id: fakeId('site', 3), name: voice('Data centre, racks 1 to 12') },
      addresses: '',
      ports: '',
      until: minutesAgo(-3 * DAY),
      reason: voice('Racks are moved this week'),
      createdBy: voice('m.keller'),
      createdAt: minutesAgo(DAY),
    },
    {
      id: fakeId('mute', 2),
      site: null,
      addresses: voice('10.20.3.0/28\n10.20.3.77'),
      ports: '9100,515',
      until: minutesAgo(-95),
      reason: '',
      createdBy: voice('admin'),
      createdAt: minutesAgo(25),
    },
  ];
}

interface DeliveryStory {
  readonly state: DeliveryState;
  readonly channel: number;
  readonly what: 'failed' | 'changes';
  /** Code and error of each try that failed. */
  readonly failures: readonly (readonly [code: number | null, error: string])[];
  readonly code: number | null;
}

const EXPIRED = [null, 'The certificate of siem.corp.example has expired. Renew it there, then replay.'] as const;
const BUSY = [503, 'It answered with status 503.'] as const;
const DELIVERIES: readonly DeliveryStory[] = [
  {
    state: 'waiting',
    channel: 4,
    what: 'changes',
    failures: [BUSY, [null, 'It did not answer within 15 seconds.']],
    code: 503,
  },
  { state: 'delivered', channel: 1, what: 'changes', failures: [], code: 250 },
  { state: 'delivered', channel: 2, what: 'changes', failures: [BUSY], code: 200 },
  { state: 'dead', channel: 3, what: 'changes', failures: [EXPIRED, EXPIRED, EXPIRED], code: null },
  {
    state: 'dead',
    channel: 4,
    what: 'failed',
    failures: [[410, 'It answered with status 410: the hook is gone. Change the channel.']],
    code: 410,
  },
  { state: 'waiting', channel: 1, what: 'failed', failures: [], code: null },
  { state: 'dropped', channel: 9, what: 'failed', failures: [BUSY], code: 503 },
];

function fakeDeliveries(voice: Voice): DeliveryDetail[] {
  return DELIVERIES.map((story, index) => {
    const { state, what, failures, code } = story;
    const channel = CHANNELS[story.channel - 1];
    const message = fakeMessage(index + 1, what, voice);
    const age = 60 + 180 * index;
    const log: DeliveryDetail['log'] = failures.map(([code, error], number) => ({
      number: number + 1,
      at: minutesAgo(age - 5 * (number + 1)),
      ok: false,
      code,
      error: voice(error),
      milliseconds: code === null ? 15_000 : 83,
    }));
    if (state === 'delivered')
      log.push({ number: log.length + 1, at: minutesAgo(age - 30), ok: true, code, error: null, milliseconds: 210 });
    return {
      id: fakeId('delivery', index + 1),
      state,
      subject: message.subject,
      messageKind: message.kind,
      rule: message.rule,
      scanId: message.scans[0]?.id ?? null,
      channel: channel ? { id: fakeId('channel', story.channel), name: voice(channel.name) } : null,
      channelKind: channel?.kind ?? 'webhook',
      target: voice(channel?.target ?? 'https://old.example.org/…'),
      attempts: log.length,
      code,
      error: state === 'delivered' ? null : (log.at(-1)?.error ?? null),
      nextAttemptAt: state === 'waiting' ? minutesAgo(-4) : null,
      createdAt: minutesAgo(age),
      deliveredAt: state === 'delivered' ? minutesAgo(age - 30) : null,
      message,
      log,
    };
  });
}
