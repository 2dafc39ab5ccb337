import { Controller, Req, Res } from '@nestjs/common';
import { accessApi, type Account, type InputOf, type ResponseOf } from '@scanfleet/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Database } from '../platform/database/database.js';
import { CurrentCaller, type WithCaller } from '../platform/http/caller.js';
import { Refusal } from '../platform/http/refusal.js';
import { Input, Serve } from '../platform/http/serve.js';
import { OwnAccount } from './own-account.js';
import { endedCookie, sessionCookie, sessionTokenOf } from './session-cookie.js';
import { LONGEST_MS, Sessions } from './sessions.js';
import { SignInDesk } from './sign-in-desk.js';

type Request = FastifyRequest & WithCaller;

/** Signing in and out, and one's own account. */
@Controller()
export class SessionController {
  constructor(
    private readonly desk: SignInDesk,
    private readonly sessions: Sessions,
    private readonly ownAccount: OwnAccount,
    private readonly database: Database,
  ) {}

  @Serve(accessApi.signIn)
  async signIn(
    @Input() { body }: InputOf<typeof accessApi.signIn>,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Account> {
    const secure = request.protocol === 'https';
    const { account, token } = await this.desk.signIn({
      ...body,
      address: request.ip,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
      formerToken: sessionTokenOf(request.headers, secure),
    });
    reply.header('set-cookie', sessionCookie(token, { secure, maxAgeSeconds: LONGEST_MS / 1000 }));
    return account;
  }

  @Serve(accessApi.signOut)
  async signOut(
    @CurrentCaller() account: Account,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const sessionId = ownSession(request);
    await this.database.transaction((tx) => this.sessions.end(tx, { sessionId, userId: account.id }));
    reply.header('set-cookie', endedCookie(request.protocol === 'https'));
  }

  @Serve(accessApi.me)
  me(@CurrentCaller() account: Account): Account {
    return account;
  }

  @Serve(accessApi.changePassword)
  async changePassword(
    @Input() { body }: InputOf<typeof accessApi.changePassword>,
    @CurrentCaller() account: Account,
    @Req() request: Request,
  ): Promise<void> {
    const sessionId = ownSession(request);
    await this.ownAccount.changePassword({ ...body, userId: account.id, sessionId, address: request.ip });
  }

  @Serve(accessApi.listSessions)
  listSessions(
    @CurrentCaller() account: Account,
    @Req() request: Request,
  ): Promise<ResponseOf<typeof accessApi.listSessions>> {
    return this.sessions.list(account.id, request.sessionId ?? null);
  }

  @Serve(accessApi.endSession)
  async endSession(
    @Input() { params }: InputOf<typeof accessApi.endSession>,
    @CurrentCaller() account: Account,
  ): Promise<void> {
    await this.database.transaction((tx) => this.sessions.end(tx, { sessionId: params.sessionId, userId: account.id }));
  }
}

/** @throws Refusal 403 `session_needed` for API keys, which have neither session nor password. */
function ownSession(request: Request): string {
  if (request.sessionId === undefined) {
    throw new Refusal(403, 'session_needed', 'This is for users who have signed in; an API key has no session.');
  }
  return request.sessionId;
}
