import type { AlertChannel, ChannelKind, ChannelSettings } from '@scanfleet/contracts';
import { readMailList, writeMailList } from './mail-list.js';

type Transport = NonNullable<AlertChannel['syslog']>['transport'];

/** A channel as its form has it: the fields of all kinds, of which one kind's are shown. */
export interface ChannelDraft {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly to: string;
  readonly url: string;
  readonly secret: string;
  readonly host: string;
  readonly port: number | null;
  readonly transport: Transport;
  /** Its code, as a select has it. */
  readonly facility: string;
  readonly ca: string;
}

/** Where what the console says of a channel is shown in the form. */
export const channelFields = {
  'settings.kind': 'kind',
  'settings.to': 'to',
  'settings.url': 'url',
  'settings.secret': 'secret',
  'settings.host': 'host',
  'settings.port': 'port',
  'settings.transport': 'transport',
  'settings.facility': 'facility',
  'settings.ca': 'ca',
} as const;

/** The port that is usual for each way of syslog: RFC 5426, RFC 6587 and RFC 5425. */
export const syslogPorts: Readonly<Record<Transport, number>> = { udp: 514, tcp: 601, tls: 6514 };

/** The form of a channel, or of a new one. Secrets are never given back, so their fields begin empty. */
export function channelDraftOf(channel: AlertChannel | 'new'): ChannelDraft {
  const { name, kind, to, syslog } =
    channel === 'new' ? { name: '', kind: 'email' as const, to: null, syslog: null } : channel;
  return {
    name,
    kind,
    to: writeMailList(to ?? []),
    url: '',
    secret: '',
    host: syslog?.host ?? '',
    port: syslog?.port ?? syslogPorts.udp,
    transport: syslog?.transport ?? 'udp',
    facility: String(syslog?.facility ?? 16),
    ca: '',
  };
}

/** The settings that such a form stands for. */
export function channelSettingsOf(draft: ChannelDraft): ChannelSettings {
  const { kind } = draft;
  switch (kind) {
    case 'email':
      return { kind, to: readMailList(draft.to) };
    case 'webhook':
      return { kind, url: draft.url.trim(), ...(draft.secret !== '' && { secret: draft.secret }) };
    case 'slack':
    case 'teams':
    case 'discord':
      return { kind, url: draft.url.trim() };
    case 'syslog':
      return {
        kind,
        host: draft.host.trim(),
        port: draft.port ?? syslogPorts[draft.transport],
        transport: draft.transport,
        facility: Number(draft.facility),
        ca: draft.transport === 'tls' && draft.ca.trim() !== '' ? draft.ca : null,
      };
  }
}

/** Whether a form says other settings than the channel that it began with: only then are they sent, and sent whole. */
export function hasOtherSettings(draft: ChannelDraft, channel: AlertChannel): boolean {
  const before = channelDraftOf(channel);
  const { name: _, ...settings } = draft;
  return Object.entries(settings).some(([field, value]) => value !== before[field as keyof ChannelDraft]);
}
