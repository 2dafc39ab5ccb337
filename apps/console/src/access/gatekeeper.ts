import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Access, type Endpoint } from '@scanfleet/contracts';
import type { FastifyRequest } from 'fastify';
import { Config } from '../platform/config/config.js';
import { Admission, type Credentials, type Visitor } from '../platform/http/admission.js';
import type { Caller, WithCaller } from '../platform/http/caller.js';
import { Refusal } from '../platform/http/refusal.js';
import { ApiKeys } from './api-keys.js';
import { bearerReader } from './bearer.js';
import { refuseForeignOrigin, refuseForgedWrite } from './cross-site.js';
import { EngineTokens } from './engine-tokens.js';
import { JoinTokens } from './join-tokens.js';
import { mayCall } from './may-call.js';
import { Sessions } from './sessions.js';
import { sessionTokenOf } from './session-cookie.js';

/** Decides who may ask what, for HTTP and for the WebSocket. */
@Injectable()
export class Gatekeeper extends Admission {
  private readonly engineOf;
  private readonly joinerOf;
  private readonly keyOwnerOf;

  constructor(
    private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
    engineTokens: EngineTokens,
    joinTokens: JoinTokens,
  ) {
    super();
    this.engineOf = bearerReader((token) => engineTokens.recognise(token));
    this.joinerOf = bearerReader((token) => joinTokens.recognise(token));
    this.keyOwnerOf = bearerReader((token) => apiKeys.recognise(token));
  }

  override async admit(request: FastifyRequest & WithCaller, endpoint: Endpoint): Promise<void> {
    switch (endpoint.access) {
      case Access.Open:
        // Nobody's page may sign someone in as somebody else.
        if (endpoint.method !== 'GET') this.refuseCrossSite(request.headers, originOf(request));
        return;
      case Access.Engine:
        request.caller = known(await this.engineOf(request.headers), 'a valid engine token');
        return;
      case Access.Join:
        request.caller = known(await this.joinerOf(request.headers), 'a join token that is neither used nor expired');
        return;
      case Access.Viewer:
      case Access.Operator:
      case Access.Admin:
        await this.admitVisitor(request, endpoint);
    }
  }

  override async identify({ headers, secure }: Credentials): Promise<Visitor | undefined> {
    const key = headers['x-api-key'];
    // A key that is shown decides, even when there is a session too.
    if (key !== undefined) {
      const account = typeof key === 'string' ? await this.apiKeys.recognise(key) : undefined;
      return account && { account, sessionId: null };
    }
    if (headers.authorization !== undefined) {
      const account = await this.keyOwnerOf(headers);
      return account && { account, sessionId: null };
    }
    const token = sessionTokenOf(headers, secure);
    return token === undefined ? undefined : this.sessions.recognise(token);
  }

  override refuseCrossSite(headers: IncomingHttpHeaders, origin: string): void {
    refuseForeignOrigin(headers, this.origins(origin));
  }

  private async admitVisitor(request: FastifyRequest & WithCaller, endpoint: Endpoint): Promise<void> {
    const secure = request.protocol === 'https';
    const visitor = await this.identify({ headers: request.headers, secure });
    const { account, sessionId } = known(visitor, 'a session (sign in) or an API key in the header X-API-Key');
    if (!mayCall(account.role, endpoint.access)) {
      throw new Refusal(
        403,
        'role_too_low',
        `This needs the role ${endpoint.access}; "${account.name}" has the role ${account.role}.`,
      );
    }
    if (sessionId !== null && endpoint.method !== 'GET') {
      refuseForgedWrite(request.headers, this.origins(originOf(request)));
    }
    request.caller = account;
    if (sessionId !== null) request.sessionId = sessionId;
  }

  private origins(origin: string): string[] {
    return this.config.publicUrl === null ? [origin] : [origin, new URL(this.config.publicUrl).origin];
  }
}

/** The console's own address, as the browser that asks sees it. */
function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

/** Who it is, or 401. The answer is the same for unknown, revoked, expired and foreign tokens. */
function known<Someone extends Caller | Visitor>(someone: Someone | undefined, wanted: string): Someone {
  if (!someone) throw new Refusal(401, 'unauthenticated', `This needs ${wanted}.`);
  return someone;
}
