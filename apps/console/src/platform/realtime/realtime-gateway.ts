import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { REALTIME_PATH } from '@scanfleet/contracts';
import { type WebSocket, WebSocketServer } from 'ws';
import { Clock } from '../clock/clock.js';
import { Config } from '../config/config.js';
import { Admission, type Visitor } from '../http/admission.js';
import { peerReader } from '../http/peer.js';
import { problemOf } from '../http/problem-of.js';
import { Refusal } from '../http/refusal.js';
import { AppLogger } from '../logging/app-logger.js';
import { Bus } from './bus.js';
import { RealtimeClient } from './realtime-client.js';

/** Pause between two looks at each connection: is it alive, may it still listen? */
const HEARTBEAT_MS = 25_000;
/** Connections of one account on one console. */
const MAX_PER_ACCOUNT = 50;

/**
 * Forwards what happens to browsers over WebSocket. Upgrades are taken from the server itself, because a route would have
 * read the request as an ordinary one; whoever connects is admitted as for every request, and looked at again with each
 * heartbeat and whenever rights change.
 */
@Injectable()
export class RealtimeGateway {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });
  private readonly clients = new Set<RealtimeClient>();
  private readonly peerOf;
  private readonly ends: (() => void)[] = [];

  constructor(
    config: Config,
    private readonly admission: Admission,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {
    this.peerOf = peerReader(config.trustedProxies);
  }

  /** Takes the upgrades of an HTTP server and begins to forward. */
  open(http: Server): void {
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      // Whoever leaves meanwhile must not end the process.
      socket.on('error', () => socket.destroy());
      this.upgrade(request, { socket, head }).catch((error: unknown) => this.refuse(socket, error));
    };
    http.on('upgrade', onUpgrade);
    const beat = setInterval(() => this.beat(), HEARTBEAT_MS);
    beat.unref();
    this.ends.push(
      () => http.off('upgrade', onUpgrade),
      () => clearInterval(beat),
      this.bus.subscribe('realtime', (event) => {
        const text = JSON.stringify(event);
        for (const client of this.clients) client.send(text);
      }),
      this.bus.subscribe('access', ({ accountId }) => {
        for (const client of this.clients) if (client.visitor.account.id === accountId) this.recheck(client);
      }),
    );
  }

  /** How many browsers listen. */
  get connections(): number {
    return this.clients.size;
  }

  /** Sends everybody away: the console stops, another one will take them. */
  close(): void {
    for (const end of this.ends.splice(0)) end();
    for (const client of this.clients) client.close(1001, 'the console is stopping');
  }

  private async upgrade(request: IncomingMessage, { socket, head }: { socket: Duplex; head: Buffer }): Promise<void> {
    if ((request.url ?? '').split('?')[0] !== REALTIME_PATH)
      throw new Refusal(404, 'not_found', 'There is no WebSocket here.');
    const { secure, origin } = this.peerOf(request);
    // Browsers let every page open WebSockets to every host and send the cookie along.
    this.admission.refuseCrossSite(request.headers, origin);
    const { headers } = request;
    const identify = (): Promise<Visitor | undefined> => this.admission.identify({ headers, secure });
    const visitor = await identify();
    if (!visitor) throw new Refusal(401, 'unauthenticated', 'Sign in, or send an API key in X-API-Key.');
    const same = [...this.clients].filter((client) => client.visitor.account.id === visitor.account.id);
    if (same.length >= MAX_PER_ACCOUNT) {
      throw new Refusal(429, 'too_many_connections', 'This account has too many open connections.', [], 30);
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.welcome(webSocket, { visitor, identify }));
  }

  private welcome(
    webSocket: WebSocket,
    { visitor, identify }: { visitor: Visitor; identify: () => Promise<Visitor | undefined> },
  ): void {
    const hello = (): string => JSON.stringify({ type: 'hello', time: this.clock.now().toISOString() });
    const client = new RealtimeClient(webSocket, visitor, identify, hello);
    this.clients.add(client);
    webSocket.on('close', () => this.clients.delete(client));
    webSocket.on('error', (error) => this.logger.debug('a WebSocket failed', { error: error.message }));
  }

  private beat(): void {
    for (const client of this.clients) {
      client.beat();
      this.recheck(client);
    }
  }

  private recheck(client: RealtimeClient): void {
    client.identify().then(
      (visitor) => {
        if (!visitor) client.close(4401, 'the session has ended');
      },
      // The database is away: the next heartbeat asks again.
      (error: unknown) => this.logger.warn('a WebSocket could not be checked', { error }),
    );
  }

  private refuse(socket: Duplex, error: unknown): void {
    const { status, headers, body, defect } = problemOf(error, this.clock.uuid());
    if (defect) this.logger.error('a WebSocket could not be opened', { error, requestId: body.requestId });
    const content = JSON.stringify(body);
    const lines = Object.entries({
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(content)),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} Refused\r\n${lines.join('')}\r\n${content}`);
  }
}
