import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliveryChaos } from '../../../test/delivery-chaos.js';
import { aDatabase } from '../../../test/harness.js';
import { createDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';

describe('alerts to an endpoint that fails half the time', () => {
  let url = '';
  let drop: () => Promise<void>;
  let database: Database;
  beforeAll(async () => {
    ({ url, drop } = await aDatabase());
    database = new Database(createDataSource({ databaseUrl: url, databasePool: 4 }));
    await database.source.initialize();
  });
  afterAll(async () => {
    await database.source.destroy();
    await drop();
  });

  it('all arrive, each with one key, although consoles are killed while they send', async () => {
    const report = await deliveryChaos(database, url, { alerts: 400, kills: 6, seed: 1 });
    expect(report).toMatchObject({ kills: 6, lost: 0, wrongKeys: 0 });
    // Otherwise nothing is proven.
    expect(report.requests).toBeGreaterThan(600);
    expect(Object.values(report.byFault).every((count) => count > 0)).toBe(true);
    expect(report.repeated).toBeGreaterThan(0);
  }, 120_000);
});
