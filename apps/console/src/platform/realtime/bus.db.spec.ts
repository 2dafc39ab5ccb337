import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { aConfig, aDatabase, aLogger, redisHere, testServers } from '../../../test/harness.js';
import { until } from '../../../test/until.js';
import { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import type { Bus } from './bus.js';
import { openBus } from './open-bus.js';

describe.each(redisHere ? (['postgres', 'redis'] as const) : (['postgres'] as const))('the bus on %s', (store) => {
  let drop: () => Promise<void>;
  let source: DataSource;
  let database: Database;
  let config: ReturnType<typeof aConfig>;
  const buses: Bus[] = [];
  const aBus = async (): Promise<Bus> => {
    const bus = await openBus(config, { database, logger: aLogger().logger });
    buses.push(bus);
    return bus;
  };

  beforeAll(async () => {
    const created = await aDatabase();
    drop = created.drop;
    config = aConfig({ databaseUrl: created.url, redisUrl: store === 'redis' ? testServers.redis : null });
    source = await openDatabase(config);
    database = new Database(source);
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  afterAll(async () => {
    await source.destroy();
    await drop();
  });

  it('brings a message to every console, the sender too, and only to those who want the topic', async () => {
    const [here, there] = [await aBus(), await aBus()];
    const heard: string[] = [];
    here.subscribe('work', ({ zoneId }) => heard.push(`here ${zoneId}`));
    there.subscribe('work', ({ zoneId }) => heard.push(`there ${zoneId}`));
    there.subscribe('orders', () => heard.push('wrong topic'));
    await here.publish('work', { zoneId: 'z' });
    await until(() => heard.length === 2);
    expect(heard.sort()).toEqual(['here z', 'there z']);
  });

  it('says nothing more to who has left, and goes on when a listener throws', async () => {
    const bus = await aBus();
    const heard: string[] = [];
    bus.subscribe('orders', () => {
      throw new Error('broken');
    });
    const leave = bus.subscribe('orders', ({ engineId }) => heard.push(`left ${engineId}`));
    bus.subscribe('orders', ({ engineId }) => heard.push(`stays ${engineId}`));
    leave();
    await bus.publish('orders', { engineId: 'e' });
    await until(() => heard.length === 1);
    expect(heard).toEqual(['stays e']);
  });

  if (store === 'postgres') {
    it('renews its connection when the server ends it', async () => {
      const bus = await aBus();
      let heard = 0;
      bus.subscribe('work', () => (heard += 1));
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'scanfleet-bus' AND datname = current_database()`,
      );
      while (heard === 0) {
        await bus.publish('work', { zoneId: 'z' });
        await delay(50);
      }
      expect(heard).toBeGreaterThan(0);
    });
  }
});
