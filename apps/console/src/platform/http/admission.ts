import type { IncomingHttpHeaders } from 'node:http';
import type { Account, Endpoint } from '@scanfleet/contracts';
import type { FastifyRequest } from 'fastify';

/** What a request brings along to prove who asks. */
export interface Credentials {
  readonly headers: IncomingHttpHeaders;
  /** Whether the browser's side of the connection is encrypted, as far as trusted proxies say. */
  readonly secure: boolean;
}

/** Someone who may use the public API. */
export interface Visitor {
  readonly account: Account;
  /** Set when a session cookie was shown, null for an API key. */
  readonly sessionId: string | null;
}

/** Decides who may ask what. Implemented by `access`; declared here because HTTP and WebSocket stand on it. */
export abstract class Admission {
  /**
   * Finds out who asks and whether they may call the endpoint; puts the caller into the request.
   * @throws Refusal 401 or 403.
   */
  abstract admit(request: FastifyRequest, endpoint: Endpoint): Promise<void>;
  /** Who shows these credentials of the public API; undefined when they are missing, wrong, expired or revoked. */
  abstract identify(credentials: Credentials): Promise<Visitor | undefined>;
  /**
   * Makes sure that a browser was not made to ask by another site's page.
   * @throws Refusal 403 `cross_site_request`.
   */
  abstract refuseCrossSite(headers: IncomingHttpHeaders, origin: string): void;
}
