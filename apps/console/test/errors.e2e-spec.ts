import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problem } from '@scanfleet/contracts';
import { Database } from '../src/platform/database/database.js';
import { aConsole, type TestConsole } from './harness.js';

describe('errors', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(console.url);
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
      let answer = '';
      socket.on('data', (bytes) => (answer += bytes.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  it('have one shape with the request id of the header', async () => {
    const answer = await console.request.get('/api/v1/nowhere').expect(404);
    expect(problem.strict().parse(answer.body)).toEqual(answer.body);
    expect(answer.body.code).toBe('not_found');
    expect(answer.headers['x-request-id']).toBe(answer.body.requestId);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('name the methods that an address takes', async () => {
    const answer = await console.request.put('/api/v1/sites').send({}).expect(405);
    expect(answer.body.code).toBe('method_not_allowed');
    expect(answer.headers['allow']).toBe('GET, POST');
    await console.request.post('/api/v1/health').expect(405);
  });

  it('say what is wrong with a body', async () => {
    const post = () => console.asRole('admin').post('/api/v1/users');
    const broken = await post().type('json').send('{"name": ').expect(400);
    expect(broken.body.code).toBe('invalid_json');
    const poisoned = await post().type('json').send('{"__proto__": {"role": "admin"}, "name": "x"}').expect(400);
    expect(poisoned.body.code).toBe('invalid_json');
    const xml = await post().type('application/xml').send('<user/>').expect(415);
    expect(xml.body.code).toBe('unsupported_media_type');
    const big = await post()
      .type('json')
      .send(`{"name": "${'x'.repeat(8 * 1024 * 1024)}"}`)
      .expect(413);
    expect(big.body.code).toBe('too_large');
    const empty = await post().type('json').send('').expect(400);
    expect(empty.body.issues.map(({ path }: { path: string }) => path)).toEqual(['name', 'password', 'role']);
    const array = await post().send([]).expect(400);
    expect(array.body.code).toBe('invalid_request');
  });

  it('refuse large bodies where strangers may send one', async () => {
    const answer = await console.request
      .post('/api/v1/session')
      .send({ name: 'admin', password: 'x'.repeat(20_000) })
      .expect(413);
    expect(answer.body.code).toBe('too_large');
  });

  it('name wrong parameters of path and query', async () => {
    const path = await console.asRole('viewer').get('/api/v1/sites/7').expect(400);
    expect(path.body.issues).toMatchObject([{ path: 'siteId' }]);
    const query = await console.asRole('viewer').get('/api/v1/sites?page=0&sort_by=secret').expect(400);
    expect(query.body.issues.map((issue: { path: string }) => issue.path).sort()).toEqual(['page', 'sort_by']);
    const unknown = await console.asRole('viewer').get('/api/v1/sites?pagesize=5').expect(400);
    expect(unknown.body.code).toBe('invalid_request');
  });

  it('are refusals, not crashes, for text that Postgres cannot store', async () => {
    const wish = { name: 'nul\u0000', password: 'x' };
    const answer = await console.request.post('/api/v1/session').send(wish).expect(400);
    expect(answer.body.code).toBe('invalid_text');
  });

  it('answer garbage and bad addresses in the same shape', async () => {
    const garbage = await raw('NOT HTTP AT ALL\r\n\r\n');
    expect(garbage).toMatch(/^HTTP\/1\.1 400 /);
    expect(problem.parse(JSON.parse(garbage.split('\r\n\r\n')[1] ?? '')).code).toBe('bad_request');
    const percent = await raw('GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(percent).toMatch(/^HTTP\/1\.1 400 /);
    expect(percent).toContain('content-security-policy');
    expect(problem.parse(JSON.parse(percent.split('\r\n\r\n')[1] ?? '')).code).toBe('bad_request');
  });

  it('keep to themselves what went wrong inside, and leave it in the log under the request id', async () => {
    const database = console.app.get(Database);
    const { query } = database;
    database.query = () => Promise.reject(new Error('column "secret_detail" does not exist'));
    const answer = await console.request.get('/api/v1/account').set('X-API-Key', console.keyOf('admin')).expect(500);
    database.query = query;
    expect(answer.body).toEqual({ code: 'internal', message: expect.any(String), requestId: expect.any(String) });
    expect(JSON.stringify(answer.body)).not.toContain('secret_detail');
    const line = console.logLines.find((logged) => logged.includes('secret_detail'));
    expect(line).toContain(answer.body.requestId);
  });

  it('say that the database is away, and for how long to wait', async () => {
    const database = console.app.get(Database);
    const { query } = database;
    database.query = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    const answer = await console.request.get('/api/v1/account').set('X-API-Key', console.keyOf('admin')).expect(503);
    database.query = query;
    expect(answer.body.code).toBe('database_unavailable');
    expect(answer.headers['retry-after']).toBe('5');
  });
});
