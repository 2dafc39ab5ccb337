import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { networkMatcher } from '../config/network.js';

/** The other side of a connection that the router does not handle, as far as trusted proxies say. */
export interface Peer {
  readonly secure: boolean;
  /** The console's own address as the peer sees it, such as `https://scan.example`. */
  readonly origin: string;
}

/**
 * Reads who is on the other side of an upgrade request. Forwarded headers count only when the machine that connects is a
 * named proxy; of a list, the last entry counts, which the nearest proxy wrote.
 */
export function peerReader(trustedProxies: readonly string[]): (request: IncomingMessage) => Peer {
  const trusted = networkMatcher(trustedProxies);
  return (request) => {
    const behindProxy = trusted(request.socket.remoteAddress ?? '');
    const forwarded = (name: string): string | undefined => {
      const value = behindProxy ? request.headers[name] : undefined;
      return typeof value === 'string' ? value.split(',').at(-1)?.trim() : undefined;
    };
    const encrypted = Boolean((request.socket as Partial<TLSSocket>).encrypted);
    const secure = (forwarded('x-forwarded-proto') ?? (encrypted ? 'https' : 'http')) === 'https';
    const host = forwarded('x-forwarded-host') ?? request.headers.host ?? '';
    return { secure, origin: `${secure ? 'https' : 'http'}://${host}` };
  };
}
