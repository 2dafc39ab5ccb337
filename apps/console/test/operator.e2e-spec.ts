import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HandMadeEngine } from './hand-made-engine.js';
import { aConsole, type TestConsole } from './harness.js';

const run = promisify(execFile);
const script = join(import.meta.dirname, '../src/operator-main.ts');
const hooks = join(import.meta.dirname, 'source-hooks.mjs');

describe('the owner of the console’s machine', () => {
  let fleet: TestConsole;
  beforeAll(async () => {
    fleet = await aConsole();
  });
  afterAll(() => fleet.close());

  const operate = async (...argv: string[]): Promise<Record<string, string>> => {
    const env = { PATH: process.env['PATH'] ?? '', DATABASE_URL: fleet.databaseUrl };
    const { stdout } = await run(process.execPath, ['--import', hooks, script, ...argv], { env });
    return JSON.parse(stdout) as Record<string, string>;
  };
  const engineNamed = async (name: string) => {
    const { body } = await fleet.asRole('admin').get('/api/v1/engines').expect(200);
    return (body.data as { name: string; approved: boolean }[]).find((engine) => engine.name === name);
  };
  const joinBy = async (token: string | undefined, name: string): Promise<void> => {
    await fleet.request
      .post('/api/engine/v1/join')
      .set('Authorization', `Bearer ${token}`)
      .send({ protocol: 2, name, version: '0.1.0' })
      .expect(201);
  };

  it('gets a token for an engine that needs no approval, and approves one that waits by giving it a token', async () => {
    const { engineId = '', token = '' } = await operate('issue-engine-token', '--name', 'local');
    await new HandMadeEngine(engineId, fleet.url, token).ask().expect(200);
    expect(await engineNamed('local')).toMatchObject({ approved: true });
    const waiting = await HandMadeEngine.joined(fleet, { name: 'north' });
    await waiting.ask().expect(403);
    const given = await operate('issue-engine-token', '--name', 'north');
    await waiting.ask().expect(401);
    await waiting
      .with(given['token'] ?? '')
      .ask()
      .expect(200);
  }, 60_000);

  it('gets join tokens that require approval unless the owner says otherwise', async () => {
    await joinBy((await operate('issue-join-token'))['token'], 'stranger');
    await joinBy((await operate('issue-join-token', '--no-approval'))['token'], 'friend');
    expect(await engineNamed('stranger')).toMatchObject({ approved: false });
    expect(await engineNamed('friend')).toMatchObject({ approved: true });
  }, 60_000);
});
