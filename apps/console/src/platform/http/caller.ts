import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Account } from '@scanfleet/contracts';

/** An engine that showed a valid token. */
export interface EngineIdentity {
  readonly kind: 'engine';
  readonly engineId: string;
  readonly name: string;
  readonly zoneId: string;
  /** The token that it showed. */
  readonly tokenId: string;
}

/** A join token that was shown and is still unused. */
export interface JoinIdentity {
  readonly kind: 'join';
  readonly joinTokenId: string;
  readonly zoneId: string;
  /** The engine that joins by it waits for an admin's approval. */
  readonly requireApproval: boolean;
}

export type Caller = Account | EngineIdentity | JoinIdentity;

export interface WithCaller {
  caller?: Caller;
  /** Set when the caller came by session cookie. */
  sessionId?: string;
}

/** Who is asking, as the access guard found out. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = context.switchToHttp().getRequest<WithCaller>().caller;
  if (!caller) throw new Error('an open endpoint has no caller');
  return caller;
});
