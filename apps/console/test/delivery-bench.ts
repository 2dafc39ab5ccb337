import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertMessage, ChannelSettings } from '@scanfleet/contracts';
import { createLogger } from '@scanfleet/logging';
import { ChannelStore } from '../src/alerts/channels/channel-store.js';
import { ChannelVault } from '../src/alerts/channels/channel-vault.js';
import { AlertsBell } from '../src/alerts/outbox/alerts-bell.js';
import { DeliveryBook } from '../src/alerts/outbox/delivery-book.js';
import { DeliveryFigures } from '../src/alerts/outbox/delivery-figures.js';
import { DeliveryPace } from '../src/alerts/outbox/delivery-pace.js';
import { DeliveryWorker } from '../src/alerts/outbox/delivery-worker.js';
import { MessageTeller } from '../src/alerts/outbox/message-teller.js';
import { DeliveryQueries } from '../src/alerts/outbox/delivery-queries.js';
import { Outbox, type Post } from '../src/alerts/outbox/outbox.js';
import { Replayer } from '../src/alerts/outbox/replayer.js';
import { StoredAllowedHosts } from '../src/alerts/senders/allowed-hosts.js';
import { ChannelSender } from '../src/alerts/senders/channel-sender.js';
import { HostGuard } from '../src/alerts/senders/guarded-connect.js';
import { SystemLookup } from '../src/alerts/senders/host-lookup.js';
import { MailSender } from '../src/alerts/senders/mail-sender.js';
import { type Clock, SystemClock } from '../src/platform/clock/clock.js';
import type { Database } from '../src/platform/database/database.js';
import { Config } from '../src/platform/config/config.js';
import { settingsSchema } from '../src/platform/config/settings.js';
import { Draining } from '../src/platform/draining.js';
import { AppLogger } from '../src/platform/logging/app-logger.js';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { JobQueue } from '../src/platform/queue/job-queue.js';
import { Bus } from '../src/platform/realtime/bus.js';
import { SecretBox } from '../src/platform/secrets/secret-box.js';
import { aMessage } from './alert-messages.js';

/** The key of every console of a test that is not told otherwise. */
export const TEST_KEY = Buffer.alloc(32, 1);

/** Tries again at once, and gives up on consoles and servers soon. */
export class FastPace extends DeliveryPace {
  override readonly patienceMs: number = 2_000;
  override readonly claimSeconds: number = 3;

  constructor(
    clock: Clock,
    private readonly pause = 0.05,
  ) {
    super(clock);
  }

  override pauseSeconds(): number {
    return this.pause;
  }
}

/** A queue whose sweeps run when they are told to. */
class HeldQueue extends JobQueue {
  override ring(): Promise<void> {
    return Promise.resolve();
  }
  override handle(): void {
    // Nothing is rung.
  }
  override every(): void {
    // The test says when.
  }
}

/** A bus on which nobody listens. */
class SilentBus extends Bus {
  override publish(): Promise<void> {
    return Promise.resolve();
  }
  override subscribe(): () => void {
    return () => undefined;
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** One console's worker with all that it is made of. */
export interface TestWorker {
  readonly worker: DeliveryWorker;
  readonly book: DeliveryBook;
  readonly metrics: Metrics;
  readonly logLines: readonly string[];
  /** Stops it as the console does. */
  stop(): Promise<void>;
}

export interface WorkerWish {
  readonly pace?: DeliveryPace;
  readonly key?: Buffer;
  readonly settings?: object;
}

/** The worker of one more console. */
export function aWorker(database: Database, { pace, key = TEST_KEY, settings = {} }: WorkerWish = {}): TestWorker {
  const clock = new SystemClock();
  const config = new Config(settingsSchema.parse({ databaseUrl: 'postgres://localhost/none', ...settings }));
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = new AppLogger(createLogger({ level: 'warn', format: 'json', name: 'console', destination }));
  const bus = new SilentBus();
  const metrics = new Metrics();
  const draining = new Draining();
  const ownPace = pace ?? new FastPace(clock);
  const book = new DeliveryBook(database, clock, ownPace);
  const mail = new MailSender(config);
  const guard = new HostGuard(new SystemLookup(), new StoredAllowedHosts(database));
  const worker = new DeliveryWorker(
    ...([config, new HeldQueue(), bus, database, book] as const),
    new ChannelVault(new SecretBox(key)),
    new MessageTeller(new ChannelSender(guard, mail), ownPace, clock, logger),
    new AlertsBell(bus),
    new DeliveryFigures(metrics, database),
    logger,
    draining,
  );
  const stop = async (): Promise<void> => {
    draining.begin();
    await worker.beforeApplicationShutdown();
    mail.onApplicationShutdown();
  };
  return { worker, book, metrics, logLines: lines, stop };
}

/** Writes messages and channels as the console does. */
export class DeliveryDesk {
  private readonly store: ChannelStore;
  private readonly outbox: Outbox;
  readonly replayer: Replayer;

  constructor(private readonly database: Database) {
    const clock = new SystemClock();
    const bus = new SilentBus();
    this.store = new ChannelStore(clock, new ChannelVault(new SecretBox(TEST_KEY)), bus, new AlertsBell(bus));
    this.outbox = new Outbox(clock, bus, new AlertsBell(bus));
    this.replayer = new Replayer(database, new DeliveryQueries(database), bus, new AlertsBell(bus));
  }

  async channel(settings: ChannelSettings, { enabled = true } = {}): Promise<string> {
    const wish = { name: `channel ${randomUUID()}`, enabled, settings, by: 'test' };
    return (await this.database.transaction((tx) => this.store.create(tx, wish))).id;
  }

  async change(id: string, change: Parameters<ChannelStore['update']>[2]): Promise<void> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
  }

  async removeChannel(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }

  /** Posts a message and answers with its id. */
  async post(post: Partial<Post>, more: Partial<AlertMessage> = {}): Promise<string> {
    const message = post.message ?? aMessage(more);
    await this.database.transaction((tx) => this.outbox.post(tx, { channelIds: [], ...post, message }));
    return message.id;
  }

  /** Channels may lead to this machine. */
  async allowLoopback(): Promise<void> {
    await this.database.query(
      `INSERT INTO alert_allowed_host (host, reason, created_by, created_at) VALUES ('127.0.0.1', '', 'test', now())
       ON CONFLICT DO NOTHING`,
    );
  }
}

export interface HookCall {
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server of hooks that keeps each call and answers as it is told; by itself, with 204. */
export class HookServer {
  readonly calls: HookCall[] = [];
  answer: (response: ServerResponse, call: HookCall) => void = (response) => void response.writeHead(204).end();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (piece: string) => (body += piece));
      request.on('error', () => undefined);
      request.on('end', () => {
        const call = { key: String(request.headers['idempotency-key']), headers: request.headers, body };
        this.calls.push(call);
        this.answer(response, call);
      });
    });
  }

  static async open(): Promise<HookServer> {
    const hook = new HookServer();
    await new Promise<void>((done) => hook.server.listen(0, '127.0.0.1', done));
    return hook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
