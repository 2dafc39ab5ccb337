import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request may go wrong; by `unheard` it is accepted and the other side never learns of it. */
const faults = ['error', 'silence', 'reset', 'unheard'] as const;
export type Fault = (typeof faults)[number];

/** What was seen of one key. */
export interface SeenKey {
  /** Messages that came with it. */
  readonly messages: Set<string>;
  accepted: number;
}

/** A server of hooks that fails half the time, in every way in which one can. */
export class FlakyHooks {
  readonly seen = new Map<string, SeenKey>();
  readonly byFault: Record<Fault, number> = { error: 0, silence: 0, reset: 0, unheard: 0 };
  requests = 0;
  private readonly server: Server;

  private constructor(private readonly chance: () => number) {
    this.server = createServer((request, response) => this.take(request, response));
  }

  static async open(chance: () => number): Promise<FlakyHooks> {
    const hooks = new FlakyHooks(chance);
    await new Promise<void>((done) => hooks.server.listen(0, '127.0.0.1', done));
    return hooks;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    // A console that is killed leaves half a request.
    request.on('error', () => undefined);
    request.on('end', () => {
      this.requests += 1;
      const key = this.note(String(request.headers['idempotency-key']), body);
      const fault = this.chance() < 0.5 ? undefined : faults[Math.floor(this.chance() * faults.length)];
      if (fault) this.byFault[fault] += 1;
      if (fault === undefined || fault === 'unheard') key.accepted += 1;
      answer(response, fault);
    });
  }

  private note(key: string, body: string): SeenKey {
    const seen = this.seen.get(key) ?? { messages: new Set(), accepted: 0 };
    this.seen.set(key, seen);
    seen.messages.add((JSON.parse(body) as { id: string }).id);
    return seen;
  }
}

function answer(response: ServerResponse, fault: Fault | undefined): void {
  switch (fault) {
    case undefined:
      response.writeHead(204).end();
      return;
    case 'error':
      response.writeHead(503).end();
      return;
    case 'reset':
    case 'unheard':
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      // Whoever asked gives up.
      return;
  }
}
