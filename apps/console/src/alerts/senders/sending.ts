import type { AlertMessage } from '@scanfleet/contracts';

/** Where a message goes, with the secrets that are needed to get there. */
export type Destination =
  | { readonly kind: 'email'; readonly to: readonly string[] }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'slack' | 'teams' | 'discord'; readonly url: string }
  | SyslogDestination;

export interface SyslogDestination {
  readonly kind: 'syslog';
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
  readonly facility: number;
  /** Authority of the server's certificate in PEM; null = those that the system trusts. */
  readonly ca: string | null;
}

/** One attempt to tell one message. */
export interface Sending<To extends Destination = Destination> {
  readonly to: To;
  readonly message: AlertMessage;
  /** Idempotency key: the same in every attempt. */
  readonly deliveryId: string;
  readonly at: Date;
  /** Aborted when the attempt has taken too long. */
  readonly signal: AbortSignal;
}

/** How an attempt went. What the other side sent is reduced to its code; every sentence is ours. */
export type SendOutcome = Sent | NotSent;

export interface Sent {
  readonly ok: true;
  /** Status of HTTP or reply code of SMTP; null where there is none. */
  readonly code: number | null;
}

export interface NotSent {
  readonly ok: false;
  readonly code: number | null;
  /** What went wrong and what to do. */
  readonly error: string;
  /** How long the other side wants to be left alone. */
  readonly retryAfterSeconds?: number;
  /** Trying again cannot help. */
  readonly permanent?: boolean;
  /** Recipients that have it, where others do not. */
  readonly reached?: readonly string[];
}

export function sent(code: number | null = null): Sent {
  return { ok: true, code };
}

export function notSent(error: string, more: Partial<Omit<NotSent, 'ok' | 'error'>> = {}): NotSent {
  return { ok: false, code: null, error, ...more };
}
