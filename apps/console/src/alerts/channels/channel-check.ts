import { X509Certificate } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ChannelSettings, ProblemIssue } from '@scanfleet/contracts';
import { invalid, type Refusal } from '../../platform/http/refusal.js';
import { HostGuard, HostRefused } from '../senders/guarded-connect.js';
import { MailSender } from '../senders/mail-sender.js';

/** Looks at settings before they are saved, so that what cannot work is said to whoever can correct it. */
@Injectable()
export class ChannelCheck {
  constructor(
    private readonly guard: HostGuard,
    private readonly mail: MailSender,
  ) {}

  /** @throws Refusal 422 naming the field and the fix. */
  async check(settings: ChannelSettings): Promise<void> {
    switch (settings.kind) {
      case 'email':
        if (this.mail.problem !== null) throw refusal({ path: 'settings.kind', message: this.mail.problem });
        return;
      case 'syslog':
        checkAuthority(settings.ca);
        await this.checkHost(settings.host, 'settings.host');
        return;
      case 'webhook':
      case 'slack':
      case 'teams':
      case 'discord': {
        const url = new URL(settings.url);
        if (url.username !== '' || url.password !== '') {
          const message = 'must not hold a user and password: they would be sent to whoever is asked; leave them out';
          throw refusal({ path: 'settings.url', message });
        }
        await this.checkHost(url.hostname, 'settings.url');
      }
    }
  }

  private async checkHost(host: string, path: string): Promise<void> {
    try {
      await this.guard.check(host);
    } catch (error) {
      if (!(error instanceof HostRefused)) throw error;
      throw refusal({ path, message: error.message, code: error.code, token: error.host });
    }
  }
}

function checkAuthority(pem: string | null): void {
  if (pem === null) return;
  try {
    new X509Certificate(pem);
  } catch {
    // What is wrong with it is in OpenSSL's words, which help nobody.
    const message =
      'is no certificate in PEM; paste all of it, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----';
    throw refusal({ path: 'settings.ca', message });
  }
}

function refusal(issue: ProblemIssue): Refusal {
  return invalid(`${issue.path}: ${issue.message}`, [issue]);
}
