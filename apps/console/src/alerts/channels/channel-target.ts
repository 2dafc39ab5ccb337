import type { ChannelSettings } from '@scanfleet/contracts';
import { mailTarget } from '../outbox/mail-target.js';

/** Where a channel leads, without what is secret of it: of the address of a hook, path and query are. */
export function channelTarget(settings: ChannelSettings): string {
  switch (settings.kind) {
    case 'email':
      return mailTarget(settings.to);
    case 'syslog': {
      const { transport, host, port } = settings;
      return `${transport}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    }
    case 'webhook':
    case 'slack':
    case 'teams':
    case 'discord':
      return `${new URL(settings.url).origin}/…`;
  }
}
