import { Service, inject } from '@angular/core';
import { alertChannelsApi, type AlertChannel, type AllowedHost } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';

/** What admins can do to channels and to the hosts that they may reach; each tells how it went. */
@Service()
export class ChannelActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  async enable(channel: AlertChannel): Promise<void> {
    const change = { params: { channelId: channel.id }, body: { enabled: true } };
    await this.notices.attempt(
      () => this.api.call(alertChannelsApi.update, change),
      () => `Channel ${channel.name} gets messages again.`,
    );
  }

  /** Asks first: what is told meanwhile never arrives there. */
  async disable(channel: AlertChannel): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Disable the channel ${channel.name}?`,
      text: 'Messages that are made meanwhile do not go there, later neither.',
      deed: 'Disable channel',
    });
    const change = { params: { channelId: channel.id }, body: { enabled: false } };
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(alertChannelsApi.update, change),
        () => `Channel ${channel.name} is disabled.`,
      );
  }

  async remove(channel: AlertChannel): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the channel ${channel.name}?`,
      text: 'What waits to go there is not sent any more. Rules that use it must be changed first.',
      deed: 'Delete channel',
    });
    const params = { channelId: channel.id };
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(alertChannelsApi.remove, { params }),
        () => `Channel ${channel.name} deleted.`,
      );
  }

  async disallow({ host }: AllowedHost): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Refuse ${host} again?`,
      text: 'Channels that lead there fail from now on, unless its addresses are public.',
      deed: 'Refuse host',
    });
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(alertChannelsApi.disallowHost, { params: { host } }),
        () => `${host} is refused again.`,
      );
  }
}
