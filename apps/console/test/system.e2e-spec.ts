import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../src/platform/database/database.js';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { Bus } from '../src/platform/realtime/bus.js';
import { aConsole, redisHere, type TestConsole, testServers } from './harness.js';

describe.each([
  ['Postgres alone', {}],
  ...(redisHere ? ([['Postgres and Redis', { redisUrl: testServers.redis }]] as const) : []),
])('a console that runs on %s', (_name, settings) => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole({ settings });
  });
  afterAll(() => console.close());

  it('tells anybody that it is healthy, alive, and of which version', async () => {
    const health = await console.request.get('/api/v1/health').expect(200);
    expect(health.body).toEqual({
      status: 'ok',
      checks: ['database', 'migrations', 'queue', 'disk'].map((name) => ({ name, ok: true, detail: null })),
    });
    await console.request.get('/api/v1/liveness').expect(200, { status: 'alive' });
    const version = await console.request.get('/api/v1/version').expect(200);
    expect(version.body).toMatchObject({ name: 'scanfleet', engineProtocols: [1, 2] });
  });

  it('serves the OpenAPI document that is made from the contracts', async () => {
    const answer = await console.asRole('viewer').get('/api/v1/openapi.json').expect(200);
    expect(answer.body).toMatchObject({ openapi: '3.1.0', info: { title: 'Scanfleet' } });
    expect(Object.keys(answer.body.paths)).toContain('/api/v1/sites/{siteId}');
  });

  it('gives figures to Prometheus', async () => {
    await console.anEngine();
    await console.asRole('viewer').get('/api/v1/sites').expect(200);
    console.app.get(Metrics).hostsIngested.inc(3);
    const answer = await console.asRole('viewer').get('/metrics').expect(200);
    expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    for (const line of [
      'scanfleet_engines{state="online"} 0',
      'scanfleet_engines{state="offline"} 1',
      'scanfleet_jobs{state="waiting"} 0',
      'scanfleet_ingest_hosts_total 3',
      'scanfleet_http_request_duration_seconds_count{endpoint="listSites",status="200"} 1',
    ]) {
      expect(answer.text).toContain(`${line}\n`);
    }
    expect(answer.text).toContain('process_resident_memory_bytes');
  });

  it('goes on when all its database connections are cut', async () => {
    await console.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    let heard = 0;
    console.app.get(Bus).subscribe('work', () => (heard += 1));
    for (let round = 0; round < 100 && heard === 0; round += 1) {
      await console.app.get(Bus).publish('work', { zoneId: 'z' });
      await delay(50);
    }
    expect(heard).toBeGreaterThan(0);
    await delay(1100);
    await console.request.get('/api/v1/health').expect(200);
  });
});

describe('a console that cannot work', () => {
  it('says so with 503, without telling strangers why', async () => {
    const console = await aConsole();
    const database = console.app.get(Database);
    const { query } = database;
    database.query = () => Promise.reject(new Error('secret host name'));
    const health = await console.request.get('/api/v1/health').expect(503);
    database.query = query;
    expect(health.body.status).toBe('degraded');
    expect(health.body.checks[0]).toEqual({ name: 'database', ok: false, detail: 'does not answer' });
    expect(JSON.stringify(health.body)).not.toContain('secret');
    await console.close();
  });
});
