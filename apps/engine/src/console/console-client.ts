import type {
  CheckInAnswer,
  CheckInRequest,
  FailureReason,
  FinishRequest,
  JoinAnswer,
  Order,
  RenewRequest,
  ReportFormat,
} from '@scanfleet/contracts';
import { ConsoleRefused } from './console-error.js';
import type { HttpSender } from './http-request.js';
import { BadAnswer, type Reader } from './readers.js';
import { checkInOf, type SpokenProtocol } from './spoken-protocol.js';
import type { TokenSource } from './token-source.js';
import {
  paths,
  readCheckInAnswer,
  readJoinAnswer,
  readNothing,
  readRenewAnswer,
  readReportAnswer,
  readTokenAnswer,
} from './wire.js';

/** A shard as this engine holds it. */
export interface ShardLeaseId {
  shardId: string;
  epoch: number;
}

/** What the console may say to a write for a shard; anything else is thrown. `lost`: the lease is somebody else's now. */
export type RenewResult = { kind: 'renewed'; order: Order | null } | { kind: 'lost' };
export type ReportResult = { kind: 'received' | 'rewind'; offset: number } | { kind: 'lost' };
export type FinishResult = { kind: 'finished' } | { kind: 'rewind'; offset: number } | { kind: 'lost' };

const CALL_MS = 30_000;
const REPORT_MS = 120_000;

interface Call<T> {
  method?: string;
  path: string;
  json?: unknown;
  bytes?: Uint8Array;
  /** Another than the engine's own. */
  token?: string;
  read: Reader<T>;
  timeoutMs?: number;
  signal: AbortSignal;
}

/** Speaks the engine protocol: one method for each operation of `engineApi`. */
export class ConsoleClient {
  constructor(
    private readonly connection: {
      send: HttpSender;
      basePath: string;
      token: Pick<TokenSource, 'current'>;
      protocol: SpokenProtocol;
    },
  ) {}

  join(request: { joinToken: string; name: string; version: string }, signal: AbortSignal): Promise<JoinAnswer> {
    const { joinToken, name, version } = request;
    return this.connection.protocol.speak((protocol) =>
      this.call({
        path: paths.join,
        json: { protocol, name, version },
        token: joinToken,
        read: readJoinAnswer,
        signal,
      }),
    );
  }

  checkIn(request: CheckInRequest, signal: AbortSignal): Promise<CheckInAnswer> {
    return this.connection.protocol.speak((protocol) =>
      this.call({
        path: paths.checkIn,
        json: checkInOf(protocol, request),
        read: readCheckInAnswer,
        timeoutMs: request.waitSeconds * 1000 + CALL_MS / 2,
        signal,
      }),
    );
  }

  /** A new token for this engine; the old one works until the new one is used. */
  async fetchToken(signal: AbortSignal): Promise<string> {
    return (await this.call({ path: paths.token, json: {}, read: readTokenAnswer, signal })).token;
  }

  renew({ shardId }: ShardLeaseId, request: RenewRequest, signal: AbortSignal): Promise<RenewResult> {
    return unlessLost(async () => {
      const { order } = await this.call({ path: paths.renew(shardId), json: request, read: readRenewAnswer, signal });
      return { kind: 'renewed', order } as const;
    });
  }

  /** Appends bytes at `offset`; `rewind` names the offset that the console wants instead. */
  report(
    { shardId, epoch }: ShardLeaseId,
    { offset, format, bytes }: { offset: number; format: ReportFormat; bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<ReportResult> {
    return unlessRewound(async () => {
      const { received } = await this.call({
        method: 'PUT',
        path: paths.report(shardId, { epoch, offset, format }),
        bytes,
        read: readReportAnswer,
        timeoutMs: REPORT_MS,
        signal,
      });
      return { kind: 'received', offset: received } as const;
    });
  }

  finish({ shardId }: ShardLeaseId, request: FinishRequest, signal: AbortSignal): Promise<FinishResult> {
    return unlessRewound(async () => {
      await this.call({ path: paths.finish(shardId), json: request, read: readNothing, timeoutMs: REPORT_MS, signal });
      return { kind: 'finished' } as const;
    });
  }

  /** Gives a lease back without having probed anything. */
  refuse(
    { shardId, epoch }: ShardLeaseId,
    { reason, detail }: { reason: FailureReason; detail: string },
    signal: AbortSignal,
  ): Promise<{ kind: 'refused' } | { kind: 'lost' }> {
    return unlessLost(async () => {
      const json = { epoch, reason, detail: detail.slice(0, 1000) };
      await this.call({ path: paths.refuse(shardId), json, read: readNothing, signal });
      return { kind: 'refused' } as const;
    });
  }

  private async call<T>(call: Call<T>): Promise<T> {
    const token = call.token ?? (await this.connection.token.current());
    const { status, body } = await this.send(call, token);
    // The token may have been replaced on the way here; then the refusal is of the old one.
    const replaced = status === 401 && call.token === undefined && (await this.connection.token.current()) !== token;
    if (replaced) return this.call(call);
    if (status < 200 || status > 299) throw refusal(status, body);
    return readAnswer(body, call.read);
  }

  private send<T>(call: Call<T>, token: string): ReturnType<HttpSender> {
    return this.connection.send({
      method: call.method ?? 'POST',
      path: `${this.connection.basePath}${call.path}`,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': call.bytes ? 'application/octet-stream' : 'application/json',
        accept: 'application/json',
      },
      body: call.bytes ?? Buffer.from(JSON.stringify(call.json ?? {})),
      timeoutMs: call.timeoutMs ?? CALL_MS,
      signal: call.signal,
    });
  }
}

/** These are answers, not accidents: the lease has moved on. */
async function unlessLost<Result>(action: () => Promise<Result>): Promise<Result | { kind: 'lost' }> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ConsoleRefused && (error.code === 'lease_lost' || error.status === 404))
      return { kind: 'lost' };
    throw error;
  }
}

/** As `unlessLost`, and the console may want its bytes from another offset. */
function unlessRewound<Result>(
  action: () => Promise<Result>,
): Promise<Result | { kind: 'lost' } | { kind: 'rewind'; offset: number }> {
  return unlessLost(async () => {
    try {
      return await action();
    } catch (error) {
      if (error instanceof ConsoleRefused && error.wantedOffset !== null) {
        return { kind: 'rewind', offset: error.wantedOffset } as const;
      }
      throw error;
    }
  });
}

function readAnswer<T>(body: Buffer, read: Reader<T>): T {
  try {
    return read(body.byteLength === 0 ? null : (JSON.parse(body.toString('utf8')) as unknown), '');
  } catch (error) {
    const why = error instanceof BadAnswer ? error.message : 'the answer is not JSON';
    // 502: something between here and the console answered in its place, or the console speaks another language today.
    throw new ConsoleRefused(502, 'bad_answer', `the console answered with something else than expected: ${why}`);
  }
}

/** Reads the console's error shape as far as it is there; a proxy's HTML page has none. */
function refusal(status: number, body: Buffer): ConsoleRefused {
  let problem: { code?: unknown; message?: unknown; issues?: unknown } = {};
  try {
    problem = (JSON.parse(body.subarray(0, 65_536).toString('utf8')) ?? {}) as typeof problem;
  } catch {
    // Not JSON: the status says enough.
  }
  const code = typeof problem.code === 'string' ? problem.code : `http_${status}`;
  const said = typeof problem.message === 'string' ? problem.message : `the console answered with status ${status}`;
  const moved =
    status >= 300 && status < 400 ? '; redirects are not followed, give the final address as consoleUrl' : '';
  const wants = code === 'offset_gap' || code === 'report_incomplete';
  return new ConsoleRefused(status, code, `${said.slice(0, 500)}${moved}`, wants ? wantedOffset(problem.issues) : null);
}

function wantedOffset(issues: unknown): number | null {
  const [first] = Array.isArray(issues) ? (issues as { token?: unknown }[]) : [];
  const offset = Number(first?.token);
  return typeof first?.token === 'string' && Number.isSafeInteger(offset) && offset >= 0 ? offset : null;
}
