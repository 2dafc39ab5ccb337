import { readFileSync, readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import {
  REALTIME_PATH,
  catalog,
  realtimeEvent,
  realtimeHello,
  type Endpoint,
  type RealtimeEvent,
} from '@scanfleet/contracts';
import { WebSocketServer, type WebSocket } from 'ws';
import { answers } from './answers.js';
import { fakeWorld, type FakeWorld, type WorldKind } from './fake-world.js';
import { Refusal } from './refusal.js';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html',
};

/**
 * A console for the web console's own tests: serves the built files with the content security policy of the real one and
 * answers the API from memory. Every request and every answer is checked against the contracts; what does not fit is an
 * entry in `drift`.
 */
export class FakeConsole {
  readonly drift: string[] = [];
  /** Requests that changed something, as `POST /api/v1/scans {body}`. */
  readonly writes: string[] = [];
  world: FakeWorld;
  /** False: WebSockets are refused, as while a proxy restarts. */
  acceptsConnections = true;
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly refusals = new Map<string, Refusal>();
  /** Answers that are held back, by endpoint. */
  private readonly held = new Map<string, { released: Promise<void>; release: () => void }>();

  private constructor(
    /** The built files by their path, read once, so that a build meanwhile changes nothing. */
    private readonly files: ReadonlyMap<string, Buffer>,
    kind: WorldKind,
  ) {
    this.world = fakeWorld(kind);
    this.server = createServer((request, response) => void this.handle(request, response));
    this.server.on('upgrade', (request, socket, head) => {
      if (request.url !== REALTIME_PATH || !this.world.signedIn || !this.acceptsConnections) {
        socket.destroy();
        return;
      }
      this.sockets.handleUpgrade(request, socket, head, (opened) => this.greet(opened));
    });
  }

  /** @param files folder of the built web console */
  static async start(files: string, kind: WorldKind = 'busy'): Promise<FakeConsole> {
    const read = readdirSync(files).map((name): [string, Buffer] => [`/${name}`, readFileSync(join(files, name))]);
    const fake = new FakeConsole(new Map(read), kind);
    await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.dropConnections();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Begins a new world; what was refused or held back is so no more. */
  become(kind: WorldKind): void {
    this.world = fakeWorld(kind);
    this.refusals.clear();
    for (const { release } of this.held.values()) release();
    this.held.clear();
    this.acceptsConnections = true;
    this.writes.length = 0;
  }

  refuse(target: Endpoint, refusal: Refusal): void {
    this.refusals.set(target.id, refusal);
  }

  accept(target: Endpoint): void {
    this.refusals.delete(target.id);
  }

  /** Holds back the answers of an endpoint until the function that it answers with is called. */
  hold(target: Endpoint): () => void {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    this.held.set(target.id, { released, release });
    return () => {
      this.held.delete(target.id);
      release();
    };
  }

  /** Tells all browsers. */
  tell(event: RealtimeEvent): void {
    const text = JSON.stringify(realtimeEvent.parse(event));
    for (const socket of this.sockets.clients) socket.send(text);
  }

  dropConnections(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  get connections(): number {
    return this.sockets.clients.size;
  }

  private greet(socket: WebSocket): void {
    const hello = (): void =>
      socket.send(JSON.stringify(realtimeHello.parse({ type: 'hello', time: new Date().toISOString() })));
    socket.on('message', hello);
    hello();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (!url.pathname.startsWith('/api/')) {
      this.serveFile(url.pathname, response);
      return;
    }
    try {
      await this.answer(request, url, response);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : this.drifted(`${request.method} ${url.pathname}`, error);
      sendJson(response, refusal.status, refusal.problem);
    }
  }

  private async answer(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const route = findRoute(request.method ?? 'GET', url.pathname);
    if (route === undefined)
      throw new Refusal(404, { code: 'no_such_route', message: `Nothing is at ${url.pathname}.` });
    const { target } = route;
    const body = await readBody(request);
    await this.held.get(target.id)?.released;
    const refusal = this.refusals.get(target.id);
    if (refusal) throw refusal;
    if (target.access !== 'open' && !this.world.signedIn)
      throw new Refusal(401, { code: 'not_signed_in', message: 'Sign in first.' });
    if (target.method !== 'GET') {
      if (request.headers['x-scanfleet-request'] !== 'web')
        throw new Refusal(403, { code: 'cross_site_request', message: 'The request header is missing.' });
      this.writes.push(`${target.method} ${url.pathname} ${body}`.trim());
    }
    if (target.responseKind === 'bytes') {
      response.writeHead(200, { 'Content-Type': 'application/xml' }).end('<nmaprun/>');
      return;
    }
    const input = {
      params: target.params.parse(route.params),
      query: target.query.parse(Object.fromEntries(url.searchParams)),
      body: target.requestKind === 'json' ? target.body.parse(JSON.parse(body)) : {},
    };
    const answer = answers.get(target.id)?.(this.world, input as never);
    if (target.responseKind === 'none') response.writeHead(target.status).end();
    else sendJson(response, target.status, target.response.parse(answer));
  }

  private drifted(what: string, error: unknown): Refusal {
    this.drift.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return new Refusal(500, { code: 'fake_console_failed', message: 'The fake console failed.' });
  }

  private serveFile(path: string, response: ServerResponse): void {
    const type = TYPES[extname(path)];
    const file = this.files.get(path);
    if (type !== undefined && path !== '/index.html') {
      response.writeHead(file ? 200 : 404, { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).end(file);
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    const index = String(this.files.get('/index.html')).replaceAll('__CSP_NONCE__', nonce);
    response
      .writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': contentSecurityPolicy(nonce) })
      .end(index);
  }
}

/** As the real console sends it, and Trusted Types besides, so that no code of ours comes to need what they forbid. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types angular',
  ].join('; ');
}

function findRoute(method: string, path: string): { target: Endpoint; params: Record<string, string> } | undefined {
  const words = path.split('/');
  // A route without parameters goes before one with: `/sites/check-targets` is no site id.
  const candidates = [...catalog].sort((a, b) => a.path.split(':').length - b.path.split(':').length);
  for (const target of candidates) {
    const pattern = target.path.split('/');
    if (target.method !== method || pattern.length !== words.length) continue;
    if (!pattern.every((part, index) => part.startsWith(':') || part === words[index])) continue;
    const named = pattern.flatMap((part, index) =>
      part.startsWith(':') ? [[part.slice(1), decodeURIComponent(words[index] ?? '')]] : [],
    );
    return { target, params: Object.fromEntries(named) };
  }
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
}
