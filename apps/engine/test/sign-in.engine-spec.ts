import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aManifest } from './a-manifest.js';
import { EngineProcess, runEngine, expectSoon } from './engine-process.js';
import { FakeConsole } from './fake-console.js';

let fake: FakeConsole;
let engine: EngineProcess;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scanfleet-sign-in-'));
  fake = await new FakeConsole().start();
  engine = new EngineProcess({ consoleUrl: fake.url });
});
afterEach(async () => {
  await engine.dispose();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(fake.badRequests).toEqual([]);
});

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode });
  return path;
}
function start(config: Record<string, unknown>, env: NodeJS.ProcessEnv = {}): void {
  engine = new EngineProcess({ consoleUrl: fake.url, ...config }).start(env);
}
const check = (config: Record<string, unknown>, env: NodeJS.ProcessEnv = {}) =>
  runEngine(['--check', '--config', file('engine.json', JSON.stringify({ dataDir: folder, ...config }))], env);

/** A CA and a certificate for 127.0.0.1 that it signed. */
function privateCa(): { caFile: string; key: string; cert: string } {
  const openssl = (...argv: string[]): void => void execFileSync('openssl', argv, { cwd: folder, stdio: 'ignore' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'console.key',
    '-out',
    'console.csr',
    '-subj',
    '/CN=console',
  );
  file('extension', 'subjectAltName=IP:127.0.0.1');
  openssl(
    'x509',
    '-req',
    '-in',
    'console.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'console.pem',
    '-days',
    '2',
    '-extfile',
    'extension',
  );
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { caFile: join(folder, 'ca.pem'), key: read('console.key'), cert: read('console.pem') };
}

describe('joining', () => {
  it('trades the join token for its own token once, and keeps that where only it can read it', async () => {
    start({ token: undefined, joinToken: 'join-token' });
    await expectSoon('a check-in', () => fake.checkIns.length > 0);
    expect(fake.joins).toEqual([{ protocol: 2, name: 'test engine', version: '0.1.0' }]);
    expect(statSync(join(engine.dataDir, 'identity.json')).mode & 0o777).toBe(0o600);
    engine.kill('SIGTERM');
    await engine.end();
    const before = fake.checkIns.length;
    engine.start();
    await expectSoon('a check-in after the restart', () => fake.checkIns.length > before);
    expect(fake.joins).toHaveLength(1);
    expect(engine.output).not.toMatch(/join-token|engine-token/);
  });

  it('says one clear line about a wrong join token and does not hammer the console', async () => {
    start({ token: undefined, joinToken: 'wrong', logLevel: 'info' });
    await expectSoon('the line', () => engine.output.includes('refuses the join token'));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(fake.requests).toHaveLength(1);
    expect(engine.output.match(/refuses the join token/g)).toHaveLength(1);
  });

  it('says what is missing when there is no token of any kind', async () => {
    start({ token: undefined });
    expect((await engine.end()).code).toBe(2);
    expect(engine.output).toContain('give token, tokenFile, joinToken or joinTokenFile');
  });
});

describe('the token', () => {
  it('when it is wrong gets nothing from the console, and the engine asks only slowly again', async () => {
    const record = fake.offer(aManifest());
    start({ token: 'wrong-token', logLevel: 'info' });
    await expectSoon('the line', () => engine.output.includes('the console refuses this engine'));
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(fake.requests.map(({ status }) => status)).toEqual([401]);
    expect(record.renewals).toEqual([]);
    expect(engine.spool()).toEqual([]);
    expect(engine.output).not.toContain('wrong-token');
  });

  it('can be replaced in its file while the engine runs', async () => {
    const tokenFile = file('token', 'engine-token\n');
    start({ token: undefined, tokenFile });
    await expectSoon('a check-in', () => fake.checkIns.length > 0);
    fake.token = 'rotated-token';
    writeFileSync(tokenFile, 'rotated-token\n');
    const before = fake.checkIns.length;
    await expectSoon('a check-in with the new token', () => fake.checkIns.length > before);
  });

  it('in a file that others can read is warned about', async () => {
    start({ token: undefined, tokenFile: file('token', 'engine-token', 0o644) });
    await expectSoon('the warning', () => engine.output.includes('chmod 600'));
  });
});

describe('TLS', () => {
  it('with a private CA works when the engine is given that CA, and is refused otherwise', async () => {
    const { caFile, key, cert } = privateCa();
    const secure = await new FakeConsole({ key, cert }).start();
    try {
      const good = await check({ consoleUrl: secure.url, token: 'engine-token', caFile });
      expect(good.output).toContain('accepts this engine');
      expect(good.code).toBe(0);
      // Not even the variable that turns verification off in Node does so here.
      const bad = await check({ consoleUrl: secure.url, token: 'engine-token' }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect(bad.output).toMatch(/unknown CA; give that CA as caFile/);
      expect(bad.code).toBe(3);
      start({ consoleUrl: secure.url, caFile });
      const record = secure.offer(aManifest());
      await expectSoon('the shard to be finished', () => record.finish, 30_000);
      expect(record.report.toString('utf8')).toContain('</nmaprun>');
    } finally {
      await engine.dispose();
      await secure.stop();
    }
  });
});

describe('--check', () => {
  it('ends with 0 and says what it found when all is well, without taking work', async () => {
    const record = fake.offer(aManifest());
    const { code, output } = await check({ consoleUrl: fake.url, token: 'engine-token' });
    expect(output).toMatch(/ok +nmap 7\.\d+ at \/\S+nmap, with/);
    expect(output).toContain('may scan 127.0.0.0/8, ::1');
    expect(output).toContain('accepts this engine as "fake"');
    expect(code).toBe(0);
    expect(record.renewals).toEqual([]);
  });

  it('ends with 4 when the token is refused', async () => {
    const { code, output } = await check({ consoleUrl: fake.url, token: 'wrong' });
    expect(output).toContain('the console refuses this engine');
    expect(code).toBe(4);
  });

  it('ends with 3 when no console is there', async () => {
    const { code, output } = await check({ consoleUrl: 'http://127.0.0.1:9', token: 'engine-token' });
    expect(output).toContain('nothing listens at that address');
    expect(code).toBe(3);
  });

  it('does not use up a join token', async () => {
    const { code } = await check({ consoleUrl: fake.url, joinToken: 'join-token' });
    expect(code).toBe(0);
    expect(fake.joins).toEqual([]);
    expect(existsSync(join(folder, 'identity.json'))).toBe(false);
  });

  it('ends with 2 and names every problem of the configuration', async () => {
    const { code, output } = await check(
      { consoleUrl: 'http://192.0.2.1', slots: 0, polcy: {}, policy: { allowed: ['10.0.0.0/33'] } },
      { SCANFLEET_ENGINE_NICE: 'very', SCANFLEET_ENGINE_LOG_LEVEL: 'loud' },
    );
    for (const name of [
      'consoleUrl',
      'slots',
      'polcy is not known; did you mean "policy"?',
      'policy.allowed',
      'SCANFLEET_ENGINE_NICE',
      'SCANFLEET_ENGINE_LOG_LEVEL',
    ]) {
      expect(output).toContain(name);
    }
    expect(code).toBe(2);
  });
});

/** systemd-notify speaks to the manager; python3 plays the manager, as Node has no Unix datagram sockets. */
const withManager = ['python3', 'systemd-notify'].every((name) => spawnSync(name, ['--version']).status === 0)
  ? describe
  : describe.skip;

withManager('a service manager (needs python3 and systemd-notify)', () => {
  const python = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
s.settimeout(20)
out = open(sys.argv[2], 'a', buffering=1)
while True:
    out.write(s.recv(4096).decode() + '\\n')
`;
  it('is told when the engine is ready, lives and stops', async () => {
    const [socket, heard] = [join(folder, 'notify'), file('heard', '')];
    const listener = spawn('python3', ['-c', python, socket, heard], { stdio: 'ignore' });
    try {
      await expectSoon('the socket', () => existsSync(socket));
      start({}, { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000' });
      await expectSoon('READY', () => readFileSync(heard, 'utf8').includes('READY=1'));
      await expectSoon('WATCHDOG', () => readFileSync(heard, 'utf8').includes('WATCHDOG=1'));
      engine.kill('SIGTERM');
      await engine.end();
      await expectSoon('STOPPING', () => readFileSync(heard, 'utf8').includes('STOPPING=1'));
    } finally {
      listener.kill();
    }
  });
});
