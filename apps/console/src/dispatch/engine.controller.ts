import { Controller, Req, Res } from '@nestjs/common';
import {
  type CheckInAnswer,
  engineApi,
  type InputOf,
  type JoinAnswer,
  type RenewAnswer,
  type ReportAnswer,
  type ResponseOf,
} from '@scanfleet/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, CurrentCaller, type EngineIdentity, type JoinIdentity } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { CheckInDesk } from './check-in-desk.js';
import { JoinDesk } from './join-desk.js';
import { ShardDesk } from './shard-desk.js';

/** The API that engines speak. */
@Controller()
export class EngineController {
  constructor(
    private readonly joins: JoinDesk,
    private readonly checkIns: CheckInDesk,
    private readonly shards: ShardDesk,
  ) {}

  @Serve(engineApi.join)
  join(
    @Input() input: InputOf<typeof engineApi.join>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
  ): Promise<JoinAnswer> {
    return this.joins.join(joining(caller), input.body, addressOf(request));
  }

  @Serve(engineApi.token)
  token(@CurrentCaller() caller: Caller): Promise<ResponseOf<typeof engineApi.token>> {
    return this.joins.renewToken(engine(caller));
  }

  @Serve(engineApi.checkIn)
  checkIn(
    @Input() input: InputOf<typeof engineApi.checkIn>,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CheckInAnswer> {
    return this.checkIns.checkIn({ ...engine(caller), remoteAddress: addressOf(request) }, input.body, hungUp(reply));
  }

  @Serve(engineApi.renew)
  renew(@Input() input: InputOf<typeof engineApi.renew>, @CurrentCaller() caller: Caller): Promise<RenewAnswer> {
    return this.shards.renew(engine(caller), input);
  }

  @Serve(engineApi.report)
  report(@Input() input: InputOf<typeof engineApi.report>, @CurrentCaller() caller: Caller): Promise<ReportAnswer> {
    return this.shards.report(engine(caller), input);
  }

  @Serve(engineApi.finish)
  finish(@Input() input: InputOf<typeof engineApi.finish>, @CurrentCaller() caller: Caller): Promise<void> {
    return this.shards.finish(engine(caller), input);
  }

  @Serve(engineApi.refuse)
  refuse(@Input() input: InputOf<typeof engineApi.refuse>, @CurrentCaller() caller: Caller): Promise<void> {
    return this.shards.refuse(engine(caller), input);
  }
}

/** The guard has let only engines through; the types do not know. */
function engine(caller: Caller): EngineIdentity {
  if (caller.kind !== 'engine') throw new Error('an engine endpoint was opened to somebody else');
  return caller;
}

function joining(caller: Caller): JoinIdentity {
  if (caller.kind !== 'join') throw new Error('the join endpoint was opened to somebody else');
  return caller;
}

/** Where a request comes from; IPv4 as such, also on a socket that listens for both families (RFC 4291, 2.5.5.2). */
function addressOf(request: FastifyRequest): string {
  return request.ip.replace(/^::ffff:(?=[\d.]+$)/i, '');
}

/** Aborted when the connection ends before the answer. */
function hungUp(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
