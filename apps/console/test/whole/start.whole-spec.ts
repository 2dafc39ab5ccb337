import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { greetingServer } from '../rig/greeting-server.js';
import { RunningProgram, until } from '../rig/run-program.js';
import { freePort } from '../rig/test-fleet.js';

const root = join(import.meta.dirname, '../../../..');

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

describe('npm start', () => {
  let folder = '';
  let port = 0;
  let service: Server;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scanfleet-start-'));
    port = await freePort('127.0.0.1');
    ({ server: service } = await greetingServer('127.84.0.1', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'));
  });

  afterAll(async () => {
    service.close();
    await rm(folder, { recursive: true, force: true });
  });

  const launch = (argv: readonly string[], environment: Record<string, string> = {}): RunningProgram =>
    RunningProgram.start(process.execPath, [join(root, 'tools/start/start.mjs'), ...argv], {
      cwd: root,
      env: { ...process.env, SCANFLEET_DATA: folder, SCANFLEET_PORT: String(port), DATABASE_URL: '', ...environment },
    });
  const run = async (argv: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> => {
    const program = launch(argv, environment);
    let out = '';
    let err = '';
    program.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    program.child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    return { code: await program.exited, out, err };
  };

  it('scans, prints JSON and nothing else on standard output, and stops with exit code 0', async () => {
    const outcome = await run(['--scan', '127.84.0.1', '--json', '--exit']);
    expect({ code: outcome.code, words: outcome.code === 0 ? '' : outcome.err }).toEqual({ code: 0, words: '' });
    const answer = JSON.parse(outcome.out) as { scan: { state: string }; hosts: { address: string }[]; url: string };
    expect(answer.scan.state).toBe('completed');
    expect(answer.hosts.map(({ address }) => address)).toEqual(['127.84.0.1']);
    expect(outcome.err).toContain('Sign in as admin with the password');
    expect(outcome.err).toContain(`http://127.0.0.1:${port}`);
  }, 180_000);

  it('finds all data again the second time, and shows a table', async () => {
    const outcome = await run(['--scan', `127.84.0.1`, '--command', 'Connect scan', '--exit']);
    expect(outcome.code).toBe(0);
    expect(outcome.out).toMatch(/^HOST +NAME +PORT/);
    expect(outcome.out).toContain('127.84.0.1');
  }, 180_000);

  it('ends with a reason and another exit code when the engine may not scan the target', async () => {
    const outcome = await run(['--scan', '198.51.100.9', '--exit']);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toMatch(/called off/);
  }, 120_000);

  it.each([
    ['an unknown option', ['--sacn', '127.0.0.1'], /Unknown option --sacn/],
    ['a target that is none', ['--scan', '127.0.0.1,--script=x', '--exit'], /targets/],
    [
      'an unknown command',
      ['--scan', '127.0.0.1', '--command', 'no such', '--exit'],
      /There is no scan command "no such"/,
    ],
  ])(
    'says what is wrong with %s',
    async (_, argv, words) => {
      const outcome = await run(argv);
      expect(outcome.code).toBe(1);
      expect(outcome.err).toMatch(words);
    },
    120_000,
  );

  it('says that its port is in use, in one sentence', async () => {
    const other = createServer();
    const taken = await freePort('127.0.0.1');
    await new Promise<void>((done) => other.listen(taken, '127.0.0.1', done));
    const outcome = await run([], { SCANFLEET_PORT: String(taken) });
    other.close();
    expect(outcome.code).toBe(1);
    expect(outcome.err).toContain(`Port ${taken} on 127.0.0.1 is in use`);
    expect(outcome.err).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('ends what a killed start left running, refuses to run twice on the same data, and stops cleanly', async () => {
    const first = launch([]);
    await until('it runs', async () => first.said.includes('Ctrl-C stops everything'), 60_000);
    const console_ = JSON.parse(await readFile(join(folder, 'console.pid'), 'utf8')) as { pid: number };
    const twice = await run([]);
    expect(twice.code).toBe(1);
    expect(twice.err).toContain('already runs with the data in');
    const inner = JSON.parse(await readFile(join(folder, 'start.pid'), 'utf8')) as { pid: number };
    process.kill(inner.pid, 'SIGKILL');
    await first.exited;
    const second = launch([]);
    await until('it runs again', async () => second.said.includes('Ctrl-C stops everything'), 60_000);
    expect(existsSync(`/proc/${console_.pid}`)).toBe(false);
    second.child.kill('SIGTERM');
    expect(await second.exited).toBe(0);
    expect(existsSync(join(folder, 'start.pid'))).toBe(false);
    expect(existsSync(join(folder, 'postgres/data/postmaster.pid'))).toBe(false);
  }, 180_000);
});
