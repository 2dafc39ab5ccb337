import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { createDataSource } from '../src/platform/database/data-source.js';
import { Clock } from '../src/platform/clock/clock.js';
import { Database } from '../src/platform/database/database.js';
import { Bus, type BusTopics } from '../src/platform/realtime/bus.js';
import { aDatabase } from './harness.js';

/** A clock that stands still until it is told to go on. */
export class HeldClock extends Clock {
  constructor(private at = new Date('2026-03-01T12:00:00.000Z')) {
    super();
  }
  override now(): Date {
    return new Date(this.at);
  }
  pass(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000);
  }
  override uuid(): string {
    return randomUUID();
  }
  override bytes(count: number): Buffer {
    return randomBytes(count);
  }
  override below(limit: number): number {
    return randomInt(limit);
  }
}

/** A bus that keeps what was said. */
export class KeptBus extends Bus {
  private said: { topic: keyof BusTopics; message: BusTopics[keyof BusTopics] }[] = [];

  override publish<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): Promise<void> {
    this.said.push({ topic, message });
    return Promise.resolve();
  }
  override subscribe(): () => void {
    return () => undefined;
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
  /** What was said since the last call. */
  take(): { topic: keyof BusTopics; message: BusTopics[keyof BusTopics] }[] {
    return this.said.splice(0);
  }
}

/** Everything that a store needs, without the rest of the console: a fresh migrated database, a held clock, a kept bus. */
export interface Workbench {
  readonly database: Database;
  readonly clock: HeldClock;
  readonly bus: KeptBus;
  close(): Promise<void>;
}

export async function aWorkbench(): Promise<Workbench> {
  const { url, drop } = await aDatabase();
  const source = createDataSource({ databaseUrl: url, databasePool: 5 });
  await source.initialize();
  return {
    database: new Database(source),
    clock: new HeldClock(),
    bus: new KeptBus(),
    async close() {
      await source.destroy();
      await drop();
    },
  };
}
