import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type NodemailerError } from 'nodemailer';
import { Config } from '../../platform/config/config.js';
import { type MailSettings, readMailFrom } from '../../platform/config/mail-settings.js';
import { mailLetter } from './mail-letter.js';
import { sayMailFailure } from './say-mail-failure.js';
import { TOO_LATE } from './say-failure.js';
import { type Destination, notSent, sent, type Sending, type SendOutcome } from './sending.js';

const NO_MAIL = 'This console sends no mail: set SCANFLEET_SMTP_URL and SCANFLEET_MAIL_FROM, and start it again.';
/** Connections to the server, and mails over one of them. */
const CONNECTIONS = 4;
const MAILS_A_CONNECTION = 100;
/** The attempt's own time-out comes first; these are for connections that nobody waits for any more. */
const PATIENCE_MS = 20_000;

type Transport = ReturnType<typeof openTransport>;

/** Sends mail through the server of the settings. */
@Injectable()
export class MailSender implements OnApplicationShutdown {
  private transport: Transport | undefined;

  constructor(private readonly config: Config) {}

  /** What is missing before mail can be sent; null when nothing is. */
  get problem(): string | null {
    return this.config.mail === null ? NO_MAIL : null;
  }

  /** Sends one mail to all recipients. Where the server takes it for some of them only, it says who is left. */
  async send({
    to,
    message,
    deliveryId,
    at,
    signal,
  }: Sending<Extract<Destination, { kind: 'email' }>>): Promise<SendOutcome> {
    // Those that did not have it were taken off the list.
    if (to.to.length === 0) return sent();
    const { mail } = this.config;
    const from = mail && readMailFrom(mail.from);
    if (!mail || !from) return notSent(NO_MAIL);
    const server = new URL(mail.smtpUrl).host;
    try {
      this.transport ??= openTransport(mail);
      const letter = mailLetter(message, { from, to: to.to, deliveryId, at });
      const done = await this.transport.sendMail({ ...letter, signal });
      const refused = done.rejectedErrors ?? [];
      return refused.length === 0 ? sent(replyCode(done.response)) : sentToSome(refused, to.to);
    } catch (error) {
      return signal.aborted ? notSent(TOO_LATE) : sayMailFailure(error as NodemailerError, server);
    }
  }

  onApplicationShutdown(): void {
    this.transport?.close();
  }
}

function openTransport({ smtpUrl, caFile }: MailSettings) {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const user = decodeURIComponent(url.username);
  return createTransport({
    pool: true,
    host,
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
    secure,
    ...(user === '' ? {} : { auth: { user, pass: decodeURIComponent(url.password) } }),
    // A password is not sent where others can read it.
    requireTLS: !secure && user !== '' && !isLoopback(host),
    tls: { rejectUnauthorized: true, ...(caFile === null ? {} : { ca: readFileSync(caFile) }) },
    maxConnections: CONNECTIONS,
    maxMessages: MAILS_A_CONNECTION,
    // Trying again is for the outbox, which counts it.
    maxRequeues: 0,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function sentToSome(refused: readonly NodemailerError[], recipients: readonly string[]): SendOutcome {
  const unreached = refused.flatMap(({ recipient }) => (recipient === undefined ? [] : [recipient]));
  const reached = recipients.filter((recipient) => !unreached.includes(recipient));
  const permanent = refused.every((error) => error.permanent === true);
  const code = refused.find((error) => error.permanent === permanent)?.responseCode ?? null;
  const error = `The mail server does not take ${unreached.join(', ')}${code === null ? '' : ` (${code})`}; the other ${reached.length} have it.`;
  return notSent(error, { code, reached, permanent });
}

/** Reply code of SMTP at the beginning of a response. */
function replyCode(response: string): number | null {
  const code = Number(response.slice(0, 3));
  return code >= 200 && code < 600 ? code : null;
}
