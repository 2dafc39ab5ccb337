import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aManifest, slowOptions } from './a-manifest.js';
import { EngineProcess, expectSoon } from './engine-process.js';
import { FakeConsole, type ShardRecord } from './fake-console.js';

let fake: FakeConsole;
let engine: EngineProcess;

beforeEach(async () => {
  fake = await new FakeConsole().start();
});
afterEach(async () => {
  await engine.dispose();
  await fake.stop();
  expect(fake.badRequests).toEqual([]);
});

function start(config: Record<string, unknown> = {}): void {
  engine = new EngineProcess({ consoleUrl: fake.url, ...config }).start();
}
const finished = (record: ShardRecord) => expectSoon('the shard to be finished', () => record.finish, 30_000);
const refused = (record: ShardRecord) => expectSoon('the shard to be refused', () => record.refusal);
const running = async (record: ShardRecord): Promise<number> => {
  await expectSoon('the scanner to be announced', () => record.renewals.some(({ started }) => started));
  return expectSoon('the scanner to run', () => engine.scanners()[0]);
};

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

describe('an engine with real nmap', () => {
  it('finds the ports that are open and says which are closed, and delivers the report whole', async () => {
    const [one, two, gone] = [await listen(), await listen(), await listen()];
    await new Promise((resolve) => gone.server.close(resolve));
    start();
    const ports = [one.port, two.port, gone.port].sort((a, b) => a - b);
    const options = [{ name: '-sT' }, { name: '-Pn' }, { name: '-n' }, { name: '-p', value: ports.join(',') }];
    const record = fake.offer(aManifest({ options }));
    const { outcome, reportBytes } = await finished(record);
    expect(outcome).toMatchObject({ kind: 'completed', exitCode: 0, signal: null });
    const xml = record.report.toString('utf8');
    expect(reportBytes).toBe(record.report.byteLength);
    expect(xml).toMatch(new RegExp(`portid="${one.port}"><state state="open"`));
    expect(xml).toMatch(new RegExp(`portid="${two.port}"><state state="open"`));
    expect(xml).toMatch(new RegExp(`portid="${gone.port}"><state state="closed"`));
    expect(xml.trimEnd()).toMatch(/<\/nmaprun>$/);
    await expectSoon('the spool to be empty', () => engine.spool().length === 0);
    one.server.close();
    two.server.close();
  });

  it('tells the argv that it ran, with the exclusions as a file, and gives the scanner none of its own environment', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions, excludedSet: '127.0.0.9' }));
    const pid = await running(record);
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).not.toContain('SECRET_OF_THE_ENGINE');
    expect(environment).not.toContain('engine-token');
    const argv = record.renewals.find(({ started }) => started)?.started?.argv ?? [];
    expect(argv[0]).toBe('/usr/bin/nmap');
    const excludes = argv.find((word) => word.startsWith('--excludefile='))?.slice('--excludefile='.length) ?? '';
    const read = (path: string): string => readFileSync(`/proc/${pid}/cwd/${path}`, 'utf8');
    expect(read(excludes)).toBe('127.0.0.9\n');
    expect(read(argv[argv.indexOf('-iL') + 1] ?? '')).toBe('127.0.0.1\n');
  });

  it('streams the report while nmap writes it, and renews its lease with progress', async () => {
    fake.leaseSeconds = 3;
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await expectSoon('bytes before the end', () => record.report.byteLength > 0);
    await expectSoon('progress', () => record.renewals.some(({ progress }) => progress?.task === 'Connect Scan'));
    expect(record.finish).toBeNull();
    expect(record.renewals.filter(({ started }) => started)).toHaveLength(1);
  });

  it.each(['pause', 'cancel'] as const)(
    'ends the scanner within two seconds of the order %s and delivers what there is',
    async (order) => {
      start();
      const record = fake.offer(aManifest({ options: slowOptions }));
      await running(record);
      await expectSoon('the first bytes', () => record.report.byteLength > 0);
      const orderedAt = Date.now();
      fake.order(record, order);
      await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 2000);
      expect(Date.now() - orderedAt).toBeLessThan(2000);
      const { outcome } = await finished(record);
      expect(outcome).toMatchObject({ kind: 'stopped', order });
      expect(record.report.toString('utf8')).toContain('<nmaprun');
    },
  );

  it('ends the scanner at its time limit and says so', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions, timeLimitSeconds: 1 }));
    expect((await finished(record)).outcome).toMatchObject({ kind: 'failed', reason: 'scanner_timed_out' });
  });

  it('says that a scanner was killed by somebody else', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    process.kill(await running(record), 'SIGKILL');
    expect((await finished(record)).outcome).toMatchObject({
      kind: 'failed',
      reason: 'scanner_killed',
      signal: 'SIGKILL',
    });
  });

  it('works on several shards at once, and takes the next as soon as a slot is free', async () => {
    fake.longestWaitMs = 20_000;
    start({ slots: 2 });
    const records = [1, 2, 3, 4, 5].map(() => fake.offer(aManifest()));
    for (const record of records) expect((await finished(record)).outcome.kind).toBe('completed');
    expect(Math.max(...fake.checkIns.map(({ held }) => held.length))).toBeLessThanOrEqual(2);
  });
});

describe('what an engine refuses', () => {
  const toScan = '10.0.0.0-10.0.0.255';
  it.each([
    ['addresses that its owner does not allow', { addressSet: toScan }, 'outside_policy', '10.0.0.0/24'],
    ['one address too many', { addressSet: '127.0.0.1,128.0.0.0' }, 'outside_policy', '128.0.0.0'],
    ['denied addresses', { addressSet: '127.0.0.1-127.0.0.60' }, 'outside_policy', 'denied'],
    ['sets that do not belong to the hash', { hash: '0'.repeat(64) }, 'manifest_invalid', 'hash'],
    [
      'targets that are excluded',
      { addressSet: '127.0.0.1-127.0.0.5', excludedSet: '127.0.0.5' },
      'manifest_invalid',
      'excluded',
    ],
    ['an empty shard', { addressSet: '' }, 'nothing_to_scan', 'empty'],
    ['two families in one shard', { addressSet: '127.0.0.1,::1' }, 'manifest_invalid', 'family'],
    ['text that is no address set', { addressSet: '--script=x' }, 'manifest_invalid', 'not an address'],
    ['options of another name', { options: [{ name: '--frobnicate' }] }, 'option_refused', '--frobnicate'],
    ['files as output', { options: [{ name: '-oN', value: '/tmp/x' }] }, 'option_refused', '-oN'],
    ['scripts by path', { options: [{ name: '--script', value: '/tmp/x.nse' }] }, 'option_refused', '--script'],
    ['targets in options', { options: [{ name: '10.0.0.1' }] }, 'option_refused', '10.0.0.1'],
    ['a second input file', { options: [{ name: '-iL', value: '/etc/passwd' }] }, 'option_refused', '-iL'],
  ] as const)('refuses %s, although the console sent them', async (_, given, reason, detail) => {
    start({ policy: { allowed: ['127.0.0.0/8', '::1'], denied: ['127.0.0.50-127.0.0.59'] } });
    const record = fake.offer(
      aManifest({ ...given, options: [...((given as { options?: [] }).options ?? aManifest().options)] }),
    );
    expect(await refused(record)).toMatchObject({ reason, detail: expect.stringContaining(detail) });
    expect(record.renewals).toEqual([]);
    expect(engine.spool()).toEqual([]);
  });

  it('refuses a scanner that is not there, and one that its owner does not allow', async () => {
    start({ masscanPath: '/nonexistent/masscan', policy: { scanners: ['masscan'] } });
    const options = [{ name: '-p', value: '80' }];
    expect((await refused(fake.offer(aManifest({ scanner: 'masscan', options })))).reason).toBe('scanner_missing');
    expect((await refused(fake.offer(aManifest()))).reason).toBe('outside_policy');
    expect(fake.checkIns[0]?.scanners.map(({ name }) => name)).toEqual(['nmap']);
  });
});
