import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aConsole, type TestConsole } from './harness.js';

describe('a console that runs', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
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
    expect(version.body).toMatchObject({ name: 'scanfleet', engineProtocols: [1] });
  });
});
