import { Injectable } from '@nestjs/common';
import type { ChannelSettings } from '@scanfleet/contracts';
import { SecretBox } from '../../platform/secrets/secret-box.js';
import type { ClaimedDelivery } from '../outbox/delivery-book.js';
import type { Destination, SyslogDestination } from '../senders/sending.js';
import type { HookSecrets, OpenSettings, StoredChannel } from './channel-row.js';

/** Divides the settings of channels into what is stored openly and what is sealed, and puts them together again. */
@Injectable()
export class ChannelVault {
  constructor(private readonly box: SecretBox) {}

  /** Settings as they are stored for the channel with this id. */
  split(id: string, settings: ChannelSettings): { settings: OpenSettings; sealed: string | null } {
    switch (settings.kind) {
      case 'email':
        return { settings: { to: settings.to }, sealed: null };
      case 'syslog': {
        const { host, port, transport, facility, ca } = settings;
        return { settings: { host, port, transport, facility, ca }, sealed: null };
      }
      case 'webhook':
        return { settings: {}, sealed: this.seal(id, { url: settings.url, secret: settings.secret ?? '' }) };
      case 'slack':
      case 'teams':
      case 'discord':
        return { settings: {}, sealed: this.seal(id, { url: settings.url }) };
    }
  }

  /** What is sealed of a hook. @throws SealBroken when this console has another key. */
  open({ id, sealed }: Pick<StoredChannel, 'id' | 'sealed'>): HookSecrets {
    return JSON.parse(this.box.open(sealed ?? '', purposeOf(id))) as HookSecrets;
  }

  /** Where a delivery goes now: a channel that was corrected meanwhile is used as it is. @throws SealBroken as `open`. */
  destinationOf({ channel, mailTo, mailDone }: Pick<ClaimedDelivery, 'channel' | 'mailTo' | 'mailDone'>): Destination {
    const mail = (to: readonly string[]): Destination => ({
      kind: 'email',
      to: to.filter((address) => !mailDone.includes(address)),
    });
    if (!channel) return mail(mailTo ?? []);
    switch (channel.kind) {
      case 'email':
        return mail((channel.settings as { to: readonly string[] }).to);
      case 'syslog':
        return { kind: 'syslog', ...(channel.settings as Omit<SyslogDestination, 'kind'>) };
      case 'webhook': {
        const { url, secret = '' } = this.open(channel);
        return { kind: 'webhook', url, secret };
      }
      case 'slack':
      case 'teams':
      case 'discord':
        return { kind: channel.kind, url: this.open(channel).url };
    }
  }

  private seal(id: string, secrets: HookSecrets): string {
    return this.box.seal(JSON.stringify(secrets), purposeOf(id));
  }
}

function purposeOf(channelId: string): string {
  return `alert channel ${channelId}`;
}
