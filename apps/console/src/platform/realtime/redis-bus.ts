import { Redis } from 'ioredis';
import type { AppLogger } from '../logging/app-logger.js';
import { Bus, type BusTopics } from './bus.js';
import { Subscribers } from './subscribers.js';

/** The bus on Redis' publish and subscribe. Connections renew themselves. */
export class RedisBus extends Bus {
  private readonly subscribers: Subscribers;
  private readonly sender: Redis;
  private readonly receiver: Redis;
  private readonly channel: string;

  constructor(
    options: { redisUrl: string; prefix: string },
    private readonly logger: AppLogger,
  ) {
    super();
    this.subscribers = new Subscribers(logger);
    this.channel = `${options.prefix}:bus`;
    this.sender = new Redis(options.redisUrl, { lazyConnect: true, maxRetriesPerRequest: 2 });
    this.receiver = new Redis(options.redisUrl, { lazyConnect: true, maxRetriesPerRequest: null });
    for (const connection of [this.sender, this.receiver]) {
      connection.on('error', (error: Error) =>
        this.logger.warn('Redis does not answer the bus', { error: error.message }),
      );
    }
    this.receiver.on('message', (_channel: string, text: string) => this.subscribers.deliver(text));
  }

  /**
   * Begins to listen.
   * @throws when Redis does not answer the first time; later it is tried again.
   */
  async open(): Promise<void> {
    await Promise.all([this.sender.connect(), this.receiver.connect()]);
    await this.receiver.subscribe(this.channel);
  }

  override async publish<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): Promise<void> {
    try {
      await this.sender.publish(this.channel, Subscribers.encode(topic, message));
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

  override close(): Promise<void> {
    this.sender.disconnect();
    this.receiver.disconnect();
    return Promise.resolve();
  }
}
