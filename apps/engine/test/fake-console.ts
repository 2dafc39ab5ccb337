import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import {
  engineApi,
  type CheckInRequest,
  type FailureReason,
  type FinishRequest,
  type Lease,
  type Manifest,
  type Order,
  type RenewRequest,
} from '@scanfleet/contracts';

/** What the console knows of one shard that it leased. */
export interface ShardRecord {
  manifest: Manifest;
  report: Buffer;
  renewals: RenewRequest[];
  finish: FinishRequest | null;
  refusal: { reason: FailureReason; detail: string } | null;
  lost: boolean;
  order: Order | null;
}

/** Decides what happens to a request instead of an answer; undefined lets it through. */
export type Fault = (request: {
  method: string;
  path: string;
  count: number;
  authorization: string | undefined;
}) => 'reset' | 'reset-after' | { status: number; code?: string } | { delayMs: number } | undefined;

interface Answer {
  status: number;
  body?: unknown;
}

const problem = (status: number, code: string, token?: string): Answer => ({
  status,
  body: {
    code,
    message: `refused: ${code}`,
    requestId: 'r-1',
    ...(token === undefined ? {} : { issues: [{ path: 'offset', message: 'wanted', token }] }),
  },
});

/** A console that speaks the engine protocol by the contracts' own schemas, keeps everything in memory and can misbehave on demand. */
export class FakeConsole {
  readonly engineId = randomUUID();
  readonly shards = new Map<string, ShardRecord>();
  readonly checkIns: CheckInRequest[] = [];
  readonly joins: { name: string }[] = [];
  readonly requests: { method: string; path: string; authorization: string | undefined; status: number; at: number }[] =
    [];
  token = 'engine-token';
  /** 1 plays a console that has not been updated: it knows no field of protocol 2. */
  protocol: 1 | 2 = 2;
  approved = true;
  /** Asks for a new token until it is used. */
  rotateToken = false;
  private nextToken: string | null = null;
  joinToken = 'join-token';
  leaseSeconds = 30;
  /** Which answers carry orders. */
  orderBy: readonly ('check-in' | 'renew')[] = ['check-in', 'renew'];
  /** The longest that a check-in waits here, whatever it asks for. */
  longestWaitMs = 2000;
  fault: Fault = () => undefined;
  /** Bodies that broke the contract; a test that ends with one has found a bug of the engine. */
  readonly badRequests: string[] = [];
  private readonly waiting: Lease[] = [];
  private wake: (() => void)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly counts = new Map<string, number>();
  private server: ReturnType<typeof createServer> | undefined;
  private port = 0;
  private away = false;

  constructor(private readonly tls?: { key: string; cert: string }) {}

  async start(): Promise<this> {
    this.away = false;
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      void this.serve(request, response).catch(() => response.destroy());
    this.server = this.tls ? createTlsServer(this.tls, listener) : createServer(listener);
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Goes away as a crashed process does; `start` brings it back on the same port. */
  async stop(): Promise<void> {
    this.away = true;
    const { server } = this;
    const closed = new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
    for (const wake of this.wake.splice(0)) wake();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Has a shard ready for the next check-in with a free slot. */
  offer(manifest: Manifest): ShardRecord {
    const record: ShardRecord = {
      manifest,
      report: Buffer.alloc(0),
      renewals: [],
      finish: null,
      refusal: null,
      lost: false,
      order: null,
    };
    this.shards.set(manifest.shardId, record);
    this.waiting.push({ manifest, expiresAt: this.expiry(), leaseSeconds: this.leaseSeconds });
    for (const wake of this.wake.splice(0)) wake();
    return record;
  }

  /** Gives an order; check-in and renewal both carry it until the shard has ended. */
  order(record: ShardRecord, order: Order): void {
    record.order = order;
    for (const wake of this.wake.splice(0)) wake();
  }

  private expiry(): string {
    return new Date(Date.now() + this.leaseSeconds * 1000).toISOString();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://console');
    const method = request.method ?? 'GET';
    const name = url.pathname.split('/').at(-1) ?? '';
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { authorization } = request.headers;
    const fault = this.fault({ method, path: url.pathname, count, authorization });
    if (fault === 'reset') return void request.socket.destroy();
    if (typeof fault === 'object' && 'delayMs' in fault)
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    const answer =
      typeof fault === 'object' && 'status' in fault
        ? problem(fault.status, fault.code ?? 'internal_error')
        : await this.answer({
            method,
            name,
            url,
            body: Buffer.concat(chunks),
            authorization,
          });
    this.requests.push({
      method,
      path: url.pathname,
      authorization,
      status: answer.status,
      at: Date.now(),
    });
    // The work is done, only the answer is lost: the engine must cope with doing it twice.
    if (fault === 'reset-after') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  private async answer(call: {
    method: string;
    name: string;
    url: URL;
    body: Buffer;
    authorization: string | undefined;
  }): Promise<Answer> {
    const { method, name, url, body, authorization } = call;
    const endpoint = Object.values(engineApi).find(
      (known) => known.method === method && new RegExp(`^${known.path.replace(/:\w+/g, '[^/]+')}$`).test(url.pathname),
    );
    if (!endpoint) return problem(404, 'not_found');
    if (this.nextToken !== null && authorization === `Bearer ${this.nextToken}`) this.endOldToken(this.nextToken);
    const wanted = name === 'join' ? this.joinToken : this.token;
    if (authorization !== `Bearer ${wanted}`) return problem(401, 'unauthorized');
    const older = this.protocol === 1 ? protocolOneRefusal(name, body) : null;
    if (older) return older;
    const json = endpoint.requestKind === 'json' ? endpoint.body.safeParse(JSON.parse(body.toString('utf8'))) : null;
    const query = endpoint.query.safeParse(Object.fromEntries(url.searchParams));
    if ((json && !json.success) || !query.success) {
      this.badRequests.push(`${url.pathname}: ${json?.error?.message ?? query.error?.message ?? ''}`);
      return problem(400, 'validation_failed');
    }
    if (name === 'join') return this.join(json?.data as { name: string });
    if (name === 'check-in' && !this.approved) return problem(403, 'engine_not_approved');
    if (name === 'token') return this.issueToken();
    if (name === 'check-in') return this.checkIn(json?.data as CheckInRequest);
    return this.forShard({ name, url, body, data: json?.data, query: query.data });
  }

  private join(request: { name: string }): Answer {
    this.joins.push(request);
    this.joinToken = `used-${randomUUID()}`;
    return { status: 201, body: { engineId: this.engineId, name: request.name, zone: 'default', token: this.token } };
  }

  private async checkIn(request: CheckInRequest): Promise<Answer> {
    this.checkIns.push(request);
    const until = Date.now() + Math.min(request.waitSeconds * 1000, this.longestWaitMs);
    for (;;) {
      const leases = this.waiting.splice(0, request.freeSlots);
      const held = new Set(request.held.map(({ shardId }) => shardId));
      const orders = [...this.shards.values()]
        .filter(({ order, finish, manifest }) => order && !finish && held.has(manifest.shardId))
        .filter(() => this.orderBy.includes('check-in'))
        .map(({ manifest, order }) => ({ shardId: manifest.shardId, epoch: manifest.epoch, order }));
      const leftMs = until - Date.now();
      if (leases.length > 0 || orders.length > 0 || leftMs <= 0 || this.away) {
        const { engineId, rotateToken } = this;
        const answer = { engineId, name: 'fake', leases, orders, notice: null, rotateToken };
        return { status: 200, body: this.protocol === 1 ? asProtocolOne(answer) : answer };
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  private issueToken(): Answer {
    if (!this.rotateToken) return problem(409, 'token_rotation_not_asked');
    this.nextToken = `rotated-${randomUUID()}`;
    return { status: 201, body: { token: this.nextToken } };
  }

  private endOldToken(token: string): void {
    this.token = token;
    this.nextToken = null;
    this.rotateToken = false;
  }

  private forShard(call: { name: string; url: URL; body: Buffer; data: unknown; query: unknown }): Answer {
    const record = this.shards.get(call.url.pathname.split('/').at(-2) ?? '');
    if (!record) return problem(404, 'not_found');
    const { epoch } = (call.data ?? call.query) as { epoch: number };
    if (record.lost || epoch !== record.manifest.epoch) return problem(409, 'lease_lost');
    switch (call.name) {
      case 'renew':
        record.renewals.push(call.data as RenewRequest);
        return {
          status: 200,
          body: { expiresAt: this.expiry(), order: this.orderBy.includes('renew') ? record.order : null },
        };
      case 'refuse':
        record.refusal = call.data as { reason: FailureReason; detail: string };
        return { status: 204 };
      case 'report':
        return append(record, (call.query as { offset: number }).offset, call.body);
      default:
        return finish(record, call.data as FinishRequest);
    }
  }
}

/** What a console of protocol 1 says to requests of later ones: first its strict schema has a say, then the number. */
function protocolOneRefusal(name: string, body: Buffer): Answer | null {
  if (name === 'token') return problem(404, 'not_found');
  if (name !== 'check-in' && name !== 'join') return null;
  const request = JSON.parse(body.toString('utf8')) as { protocol: number };
  if ('load' in request) return problem(400, 'validation_failed');
  return request.protocol > 1 ? problem(422, 'protocol_too_new') : null;
}

function asProtocolOne({ rotateToken: _, leases, ...answer }: { rotateToken: boolean; leases: Lease[] }): object {
  const older = leases.map(({ manifest: { maxRate: _rate, part: _part, ...manifest }, ...lease }) => ({
    ...lease,
    manifest,
  }));
  return { ...answer, leases: older };
}

function append(record: ShardRecord, offset: number, bytes: Buffer): Answer {
  const have = record.report.byteLength;
  if (offset > have) return problem(409, 'offset_gap', String(have));
  // What is there already must be the same bytes; only what is new is kept.
  const again = bytes.subarray(0, have - offset);
  if (!again.equals(record.report.subarray(offset, offset + again.byteLength)))
    return problem(422, 'report_hash_mismatch');
  record.report = Buffer.concat([record.report, bytes.subarray(again.byteLength)]);
  return { status: 200, body: { received: record.report.byteLength } };
}

function finish(record: ShardRecord, request: FinishRequest): Answer {
  if (request.reportBytes > record.report.byteLength) {
    return problem(409, 'report_incomplete', String(record.report.byteLength));
  }
  const hash = createHash('sha256').update(record.report).digest('hex');
  if (hash !== request.reportHash) return problem(422, 'report_hash_mismatch');
  record.finish = request;
  return { status: 204 };
}
