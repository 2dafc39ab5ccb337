import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aManifest, slowOptions } from './a-manifest.js';
import { EngineProcess, expectSoon, runEngine } from './engine-process.js';
import { FakeConsole, type ShardRecord } from './fake-console.js';

const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0 ? describe : describe.skip;
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

let fake: FakeConsole;
let engine: EngineProcess;
let folder: string;

beforeEach(async () => {
  fake = await new FakeConsole().start();
  folder = mkdtempSync(join(tmpdir(), 'scanfleet-confinement-'));
});
afterEach(async () => {
  await engine.dispose();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
  expect(fake.badRequests).toEqual([]);
});

function start(config: Record<string, unknown> = {}, how: ConstructorParameters<typeof EngineProcess>[1] = {}): void {
  engine = new EngineProcess({ consoleUrl: fake.url, ...config }, how).start();
}
const finished = (record: ShardRecord) => expectSoon('the shard to be finished', () => record.finish, 50_000);
const running = async (record: ShardRecord): Promise<number> => {
  await expectSoon('the scanner to be announced', () => record.renewals.some(({ started }) => started));
  await expectSoon('the first bytes', () => record.report.byteLength > 0);
  return expectSoon('the scanner to run', () => engine.scanners()[0]);
};
const about = (pid: number, file: 'status' | 'limits' | 'environ'): string =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8');
const slowSyn = [{ name: '-sS' }, ...slowOptions.slice(1)];

asRoot('a scanner of an engine that is root', () => {
  it('is nobody, with three capabilities and no way to get more, within its limits, and knows no secret', async () => {
    start({ scannerMemoryMb: 512, scannerFileMb: 100 });
    const pid = await running(fake.offer(aManifest({ options: slowSyn })));
    const status = about(pid, 'status');
    expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect(status).toMatch(/^Gid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect(status).toMatch(/^Groups:\s*$/m);
    // Bits 10, 12 and 13: cap_net_bind_service, cap_net_admin, cap_net_raw.
    for (const set of ['CapEff', 'CapPrm', 'CapBnd', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${set}:\\s+0{12}3400$`, 'm'));
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    const limits = about(pid, 'limits');
    expect(limits).toMatch(new RegExp(`^Max address space +${512 * 1024 * 1024} +${512 * 1024 * 1024} `, 'm'));
    expect(limits).toMatch(new RegExp(`^Max file size +${100 * 1024 * 1024} +${100 * 1024 * 1024} `, 'm'));
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    expect(about(pid, 'environ')).not.toMatch(/SECRET_OF_THE_ENGINE|engine-token/);
    // Its own process group and session: a signal to it reaches nothing of the engine's.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    expect(fields.slice(2, 4)).toEqual([String(pid), String(pid)]);
  });

  it('can do SYN scans and find operating systems all the same', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    start();
    const options = [
      { name: '-sS' },
      { name: '-O' },
      { name: '-Pn' },
      { name: '-n' },
      { name: '-p', value: `9,${port}` },
    ];
    const record = fake.offer(aManifest({ options }));
    expect((await finished(record)).outcome).toMatchObject({ kind: 'completed', exitCode: 0 });
    const xml = record.report.toString('utf8');
    expect(xml).toContain('<scaninfo type="syn"');
    expect(xml).toMatch(new RegExp(`portid="${port}"><state state="open" reason="syn-ack"`));
    expect(xml).toContain('<os>');
    server.close();
  });

  it('can read its inputs and write its report, and nothing else of the engine', async () => {
    start();
    const pid = await running(fake.offer(aManifest({ options: slowSyn })));
    const scratch = `/proc/${pid}/cwd`;
    const asScanner = (...words: string[]): boolean => {
      const [program = '', ...argv] = [...asNobody, ...words];
      try {
        execFileSync(program, argv, { cwd: scratch, stdio: 'ignore' });
        return true;
      } catch {
        return false; // Not allowed.
      }
    };
    expect(asScanner('cat', '../targets.txt', '../excludes.txt')).toBe(true);
    expect(asScanner('touch', './something')).toBe(true);
    expect(asScanner('cat', '../meta.json')).toBe(false);
    expect(asScanner('ls', '..')).toBe(false);
    expect(asScanner('rm', '-f', '../report.xml')).toBe(false);
    expect(asScanner('ln', '-s', '/etc/passwd', '../other')).toBe(false);
    expect(asScanner('cat', `${engine.dataDir}/spool`)).toBe(false);
    expect(statSync(engine.dataDir).mode & 0o077).toBe(0);
    expect(statSync(`${scratch}/../report.xml`)).toMatchObject({ uid: 0, gid: NOBODY });
  });

  it('dies with its engine, although it is another user’s', async () => {
    start();
    const pid = await running(fake.offer(aManifest({ options: slowSyn })));
    expect(about(pid, 'status')).toMatch(/^Uid:\s+65534/m);
    engine.kill('SIGKILL');
    await engine.end();
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 1500);
  });

  it('is root when its owner wants that', async () => {
    start({ scannerUser: 'root' });
    const pid = await running(fake.offer(aManifest({ options: slowSyn })));
    expect(about(pid, 'status')).toMatch(/^Uid:\s+0\s+0\s+0\s+0$/m);
    expect(engine.output).not.toContain('runs as root');
  });

  it('is root where the other user cannot start it, and the log and --check say so', async () => {
    // A script, because its interpreter opens it as the other user, who may not walk through this folder.
    const nmapPath = join(folder, 'nmap');
    writeFileSync(nmapPath, '#!/bin/sh\nexec /usr/bin/nmap "$@"\n', { mode: 0o755 });
    start({ nmapPath });
    const record = fake.offer(aManifest({ options: [{ name: '-sS' }, { name: '-Pn' }, { name: '-p', value: '9' }] }));
    expect((await finished(record)).outcome.kind).toBe('completed');
    const sentence = `nmap at ${nmapPath} cannot be started as nobody, so it runs as root`;
    expect(engine.output.split(sentence)).toHaveLength(2);
    const env = { SCANFLEET_ENGINE_NMAP_PATH: nmapPath, SCANFLEET_ENGINE_DATA_DIR: folder };
    const { output } = await runEngine(['--check'], { ...env, SCANFLEET_ENGINE_CONSOLE_URL: fake.url });
    expect(output).toContain(`warning: ${sentence}`);
    expect(output).toContain('a scanner has at most 2048 MiB of memory, 4096 MiB for a file, no core dumps, 24 h');
    expect(output).toMatch(/masscan \S+ at \S+, with raw sockets, as user nobody/);
  });

  it('is root, and it is said, when the user of the configuration does not exist', async () => {
    start({ scannerUser: 'no-such-user' });
    const record = fake.offer(aManifest());
    expect((await finished(record)).outcome.kind).toBe('completed');
    expect(engine.output).toContain('there is no user \\"no-such-user\\" on this machine, so scanners run as root');
  });
});

asRoot('a scanner of an engine that is not root', () => {
  it('gets its rights from its own file, and the engine has none', async () => {
    chmodSync(folder, 0o755);
    const nmapPath = join(folder, 'nmap');
    copyFileSync('/usr/bin/nmap', nmapPath);
    execFileSync('setcap', ['cap_net_raw,cap_net_admin,cap_net_bind_service+eip', nmapPath]);
    start({ nmapPath }, { way: asNobody, owner: NOBODY });
    const record = fake.offer(aManifest({ options: slowSyn }));
    const pid = await running(record);
    expect(about(engine.pid, 'status')).toMatch(/^CapEff:\s+0+$/m);
    expect(about(pid, 'status')).toMatch(/^CapEff:\s+0{12}3400$/m);
    expect(record.report.toString('utf8')).toContain('<scaninfo type="syn"');
    fake.order(record, 'cancel');
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 2000);
  });

  it('without any rights does connect scans, says so, and can get no more', async () => {
    start({}, { way: asNobody, owner: NOBODY });
    const record = fake.offer(aManifest({ options: slowSyn }));
    const pid = await running(record);
    expect(about(pid, 'status')).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(about(pid, 'status')).toMatch(/^CapEff:\s+0+$/m);
    expect(about(pid, 'limits')).toMatch(/^Max core file size +0 +0 /m);
    const notes = record.renewals.find(({ started }) => started)?.started?.notes;
    expect(notes).toEqual([expect.stringContaining('connect')]);
  });
});

describe('the limits of a scanner', () => {
  it('end it when it needs more memory, with that as the reason', async () => {
    start({ scannerMemoryMb: 64 });
    const options = [
      ...[{ name: '-sT' }, { name: '-Pn' }, { name: '-n' }, { name: '-p', value: '1-65535' }],
      ...[
        { name: '--min-hostgroup', value: '4096' },
        { name: '--max-hostgroup', value: '4096' },
      ],
    ];
    const { outcome } = await finished(fake.offer(aManifest({ options, addressSet: '127.0.0.0-127.0.15.255' })));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'scanner_limit' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining('memory') });
  });

  it('end it when its report grows too large; what it wrote until then is delivered', async () => {
    start({ scannerFileMb: 1 });
    const options = [{ name: '-sT' }, { name: '-Pn' }, { name: '-n' }, { name: '-p', value: '1' }];
    const record = fake.offer(aManifest({ options, addressSet: '127.0.0.0-127.0.31.255' }));
    const { outcome } = await finished(record);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'scanner_limit', signal: 'SIGXFSZ' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining('file') });
    expect(record.report.byteLength).toBe(1024 * 1024);
  });

  it('end it after the longest time that the engine allows, also when the console sets none', async () => {
    start({ scannerHours: 1 / 3600 });
    const { outcome } = await finished(fake.offer(aManifest({ options: slowOptions })));
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'scanner_timed_out' });
    expect(outcome).toMatchObject({ detail: expect.stringContaining('that its engine allows') });
  });
});
