import { Agent, createServer, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Stands between one engine and the consoles, and treats requests as a bad network does. What it does is set by fields, for all
 * requests from then on:
 *  - `upstream` the console's `host:port`; another one while requests run is a console that took over
 *  - `cut` every connection breaks, and none is accepted: a partition
 *  - `repeat` each request arrives twice
 *  - `lateMs` a request waits up to so long, so that later ones overtake it
 *  - `unheard` requests arrive, answers do not
 */
export class FaultProxy {
  cut = false;
  repeat = false;
  lateMs = 0;
  unheard = false;
  counts = { forwarded: 0, repeated: 0, late: 0, unheard: 0 };

  static async start(upstream, random) {
    const proxy = new FaultProxy();
    Object.assign(proxy, { upstream, random, agent: new Agent({ keepAlive: true }) });
    proxy.server = createServer((incoming, outgoing) => void proxy.pass(incoming, outgoing));
    proxy.server.on('connection', (socket) => proxy.cut && socket.destroy());
    proxy.server.requestTimeout = 0;
    await new Promise((done) => proxy.server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Cuts or heals the line. What was under way is lost at both ends. */
  setCut(cut) {
    this.cut = cut;
    if (!cut) return;
    this.server.closeAllConnections();
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true });
  }

  async pass(incoming, outgoing) {
    const chunks = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk);
    } catch {
      return; // The engine has hung up.
    }
    const asked = {
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
      body: Buffer.concat(chunks),
    };
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    // Long polls are left in order: to hold one back would only look like an idle engine.
    if (this.lateMs > 0 && !asked.path.endsWith('/check-in')) {
      this.counts.late += 1;
      await delay(this.random() * this.lateMs);
    }
    const { unheard } = this;
    if (this.repeat && !asked.path.endsWith('/join')) {
      this.counts.repeated += 1;
      // The same request is on its way twice: the copy's answer is heard by nobody.
      void this.send(asked, new AbortController().signal).catch(() => {});
    }
    try {
      const answer = await this.send(asked, gone.signal);
      this.counts.forwarded += 1;
      if (unheard || this.cut) {
        this.counts.unheard += 1;
        return outgoing.destroy();
      }
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      outgoing.destroy();
    }
  }

  send({ method, path, headers, body }, signal) {
    const [host, port] = this.upstream.split(':');
    return new Promise((done, failed) => {
      const sent = httpRequest(
        { host, port, method, path, headers: { ...headers, host: this.upstream }, agent: this.agent, signal },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.once('error', failed);
          response.once('end', () => {
            const { connection: _, 'transfer-encoding': __, ...kept } = response.headers;
            done({ status: response.statusCode, headers: kept, body: Buffer.concat(chunks) });
          });
        },
      );
      sent.once('error', failed);
      sent.end(body);
    });
  }

  async end() {
    this.server.closeAllConnections();
    this.agent.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
