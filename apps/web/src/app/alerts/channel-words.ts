import type { ChannelKind } from '@scanfleet/contracts';

interface ChannelKindWords {
  readonly label: string;
  /** What a person must bring along. */
  readonly hint: string;
  /** What its URL looks like; absent where there is none. */
  readonly example?: string;
}

export const channelKindWords: Readonly<Record<ChannelKind, ChannelKindWords>> = {
  email: { label: 'Mail', hint: 'One mail for each message, to all of them.' },
  webhook: {
    label: 'Webhook',
    hint: 'Gets each message as JSON by POST, with a signature that proves where it comes from.',
    example: 'https://hooks.example.org/scans',
  },
  slack: {
    label: 'Slack',
    hint: 'In Slack: an app of yours, Incoming Webhooks, Add New Webhook to Workspace.',
    example: 'https://hooks.slack.com/services/T…/B…/…',
  },
  teams: {
    label: 'Teams',
    hint: 'In Teams: the channel, Workflows, “Post to a channel when a webhook request is received”.',
    example: 'https://….logic.azure.com/workflows/…',
  },
  discord: {
    label: 'Discord',
    hint: 'In Discord: the channel, Integrations, Webhooks, Copy Webhook URL.',
    example: 'https://discord.com/api/webhooks/…/…',
  },
  syslog: { label: 'Syslog', hint: 'One record of RFC 5424 for each line of a message.' },
};

/** Kinds in the order in which they are offered. */
export const channelKinds = Object.keys(channelKindWords) as readonly ChannelKind[];

/** Facilities of RFC 5424 by their code. */
export const facilities = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
] as const;
