import pg from 'pg';
import type { AppLogger } from '../logging/app-logger.js';
import type { Database } from '../database/database.js';
import { Bus, type BusTopics } from './bus.js';
import { Subscribers } from './subscribers.js';

const CHANNEL = 'scanfleet_bus';
const LONGEST_PAUSE_MS = 10_000;

/** The bus on LISTEN/NOTIFY: one connection listens and is renewed whenever it breaks. */
export class PostgresBus extends Bus {
  private readonly subscribers: Subscribers;
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly database: Database,
    private readonly databaseUrl: string,
    private readonly logger: AppLogger,
  ) {
    super();
    this.subscribers = new Subscribers(logger);
  }

  /**
   * Begins to listen.
   * @throws when the first connection fails; later ones are tried again.
   */
  async open(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'scanfleet-bus',
      // Finds out about a server that went away without a word.
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    client.on('notification', ({ payload }) => payload && this.subscribers.deliver(payload));
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, undefined));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    if (this.closed) await client.end();
    else this.client = client;
  }

  override async publish<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): Promise<void> {
    try {
      await this.database.query('SELECT pg_notify($1, $2)', [CHANNEL, Subscribers.encode(topic, message)]);
    } catch (error) {
      // What it tells is already committed; whoever misses it looks into the table later.
      this.logger.warn('a bus message was lost', { topic, error });
    }
  }

  override subscribe<Topic extends keyof BusTopics>(
    topic: Topic,
    listener: (message: BusTopics[Topic]) => void,
  ): () => void {
    return this.subscribers.add(topic, listener);
  }

  override async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    const client = this.client;
    this.client = undefined;
    await client?.end();
  }

  private lost(client: pg.Client, error: Error | undefined): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    this.logger.warn('the bus lost its connection and renews it', { error: error?.message });
    client.end().catch(() => undefined);
    this.reopen(250);
  }

  private reopen(pauseMs: number): void {
    if (this.closed) return;
    this.retry = setTimeout(() => {
      this.open().then(
        () => this.logger.info('the bus is connected again'),
        () => this.reopen(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)),
      );
    }, pauseMs);
  }
}
