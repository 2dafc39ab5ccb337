import { Injectable } from '@nestjs/common';
import type { AlertMessage, ChannelTest } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { MessageTeller } from '../outbox/message-teller.js';
import { ChannelQueries } from './channel-queries.js';
import { ChannelVault } from './channel-vault.js';

/** Sends a test message through a channel, at once and once, past the outbox. */
@Injectable()
export class ChannelTester {
  constructor(
    private readonly queries: ChannelQueries,
    private readonly vault: ChannelVault,
    private readonly teller: MessageTeller,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws Refusal 404 `alert_channel_not_found`. */
  async test(id: string): Promise<ChannelTest> {
    const channel = await this.queries.stored(id);
    const { outcome, milliseconds } = await this.teller.tell({
      destination: () => this.vault.destinationOf({ channel, mailTo: null, mailDone: [] }),
      message: this.message(channel.name),
      deliveryId: this.clock.uuid(),
    });
    const { ok, code } = outcome;
    return { ok, code, milliseconds, message: outcome.ok ? arrived(channel) : outcome.error };
  }

  private message(channelName: string): AlertMessage {
    const { publicUrl } = this.config;
    return {
      version: 1,
      id: this.clock.uuid(),
      kind: 'test',
      severity: 'info',
      subject: `[Scanfleet] Test of the channel "${channelName}"`,
      rule: null,
      site: null,
      scans: [],
      lines: [],
      more: 0,
      counts: {},
      leftOut: { muted: 0, acknowledged: 0, flapping: 0, undone: 0 },
      url: publicUrl === null ? null : `${publicUrl}/alerts/channels`,
      at: this.clock.now().toISOString(),
    };
  }
}

function arrived({ kind, settings }: { kind: string; settings: object }): string {
  if (kind !== 'syslog') return 'The other side has taken it.';
  return 'transport' in settings && settings.transport === 'udp'
    ? 'It was sent. UDP does not tell whether it arrived: look for it at the receiver.'
    : 'It was sent. Syslog confirms nothing: look for it at the receiver.';
}
