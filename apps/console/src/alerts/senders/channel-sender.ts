import { Injectable } from '@nestjs/common';
import { discordPayload } from './discord-payload.js';
import { HostGuard } from './guarded-connect.js';
import { MailSender } from './mail-sender.js';
import { postJson } from './post-json.js';
import type { Sending, SendOutcome } from './sending.js';
import { slackPayload } from './slack-payload.js';
import { sendSyslog } from './syslog-sender.js';
import { teamsPayload } from './teams-payload.js';
import { sendWebhook } from './webhook-sender.js';

const payloads = { slack: slackPayload, teams: teamsPayload, discord: discordPayload } as const;

/** Tells a message through a channel of whichever kind, once. */
@Injectable()
export class ChannelSender {
  constructor(
    private readonly guard: HostGuard,
    private readonly mail: MailSender,
  ) {}

  /** Never throws for what the other side does or does not do: that is its answer. */
  async send(sending: Sending): Promise<SendOutcome> {
    const { to, message, deliveryId, at, signal } = sending;
    switch (to.kind) {
      case 'email':
        return this.mail.send({ ...sending, to });
      case 'webhook':
        return sendWebhook(this.guard, { ...sending, to });
      case 'syslog':
        return sendSyslog(this.guard, { ...sending, to });
      case 'slack':
      case 'teams':
      case 'discord': {
        const headers = { 'x-scanfleet-delivery': deliveryId, 'idempotency-key': deliveryId };
        const body = JSON.stringify(payloads[to.kind](message));
        return postJson(this.guard, { url: to.url, body, headers, at, signal });
      }
    }
  }
}
