import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
const joined = { token: undefined, joinToken: 'join-token' };
const finished = (record: ShardRecord) => expectSoon('the shard to be finished', () => record.finish, 30_000);
const argvOf = (record: ShardRecord) =>
  expectSoon('the scanner to be announced', () => record.renewals.find(({ started }) => started)?.started?.argv);
const identity = () => JSON.parse(readFileSync(join(engine.dataDir, 'identity.json'), 'utf8')) as { token: string };

describe('protocol 2', () => {
  it('tells the load of the machine with each check-in', async () => {
    start();
    await expectSoon('a check-in', () => fake.checkIns.length > 0);
    const { load, protocol } = fake.checkIns[0] ?? {};
    expect(protocol).toBe(2);
    expect(load?.cpuPercent).toBeGreaterThanOrEqual(0);
    expect(load?.memoryFreeBytes).toBeGreaterThan(1024 * 1024);
    expect(load?.diskFreeBytes).toBeGreaterThan(1024 * 1024);
  });

  it('keeps to the most packets a second that the console gives for this shard', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions.slice(0, 4), maxRate: 20 }));
    expect(await argvOf(record)).toContain('--max-rate=20');
  });

  it('scans only its part with masscan, and refuses a part for nmap', async () => {
    start();
    const part = { index: 2, of: 5 };
    const refused = fake.offer(aManifest({ part }));
    expect((await expectSoon('a refusal', () => refused.refusal)).reason).toBe('manifest_invalid');
    const options = [{ name: '-p', value: '1-1000' }];
    const record = fake.offer(aManifest({ scanner: 'masscan', options, part, maxRate: 1 }));
    expect(await argvOf(record)).toEqual(expect.arrayContaining(['--shard=2/5', '--rate=1']));
  });
});

describe('a console of protocol 1', () => {
  it('gets requests that it understands, and its shards are worked on', async () => {
    fake.protocol = 1;
    start(joined);
    const record = fake.offer(aManifest());
    expect((await finished(record)).outcome.kind).toBe('completed');
    expect(fake.joins).toHaveLength(1);
    expect(fake.checkIns.every(({ protocol, load }) => protocol === 1 && load === null)).toBe(true);
    // The join found it out; after that it is known.
    expect(fake.requests.filter(({ status }) => status === 400 || status === 422)).toHaveLength(1);
  });

  it('is found out by the check-in too, once', async () => {
    fake.protocol = 1;
    fake.longestWaitMs = 100;
    start();
    await expectSoon('several check-ins', () => fake.checkIns.length > 2);
    expect(fake.checkIns.every(({ protocol }) => protocol === 1)).toBe(true);
    expect(fake.requests.filter(({ status }) => status !== 200).map(({ status }) => status)).toEqual([400]);
  });
});

describe('an engine that is not approved yet', () => {
  it('says once that it waits for that, asks calmly, and takes up work without a restart', async () => {
    fake.approved = false;
    const record = fake.offer(aManifest());
    start({ ...joined, logLevel: 'info' });
    await expectSoon('the line', () => engine.output.includes('waits for an admin’s approval'));
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(fake.requests.filter(({ path }) => path.endsWith('/check-in'))).toHaveLength(1);
    fake.approved = true;
    expect((await finished(record)).outcome.kind).toBe('completed');
    expect(engine.output.match(/waits for an admin’s approval/g)).toHaveLength(1);
  });
});

describe('a console that asks for a new token', () => {
  it('gets it used only after it is on disk for this user alone; the running shard goes on', async () => {
    start(joined);
    const record = fake.offer(aManifest({ options: slowOptions }));
    await argvOf(record);
    let onDisk = '';
    fake.fault = ({ authorization }) => {
      if (onDisk === '' && authorization?.includes('rotated-')) onDisk = identity().token;
      return undefined;
    };
    fake.rotateToken = true;
    await expectSoon('the new token in use', () => fake.token.startsWith('rotated-'));
    await expectSoon('a look at the disk', () => onDisk !== '');
    expect(onDisk).toBe(fake.token);
    expect(statSync(join(engine.dataDir, 'identity.json')).mode & 0o777).toBe(0o600);
    expect(engine.output).not.toContain(fake.token);
    fake.order(record, 'cancel');
    expect((await finished(record)).outcome.kind).toBe('stopped');
    expect(fake.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1);
    expect(engine.scanners()).toEqual([]);
  });

  it.each(['before the answer arrives', 'after the new token was written'])(
    'finds an engine that was killed %s working again after its restart, with one join',
    async (moment) => {
      start(joined);
      await expectSoon('a check-in', () => fake.checkIns.length > 0);
      const early = moment.startsWith('before');
      fake.fault = ({ path }) => {
        if (path.endsWith('/token') && early) engine.kill('SIGKILL');
        if (path.endsWith('/check-in') && !early && identity().token.startsWith('rotated-')) {
          engine.kill('SIGKILL');
          return 'reset';
        }
        return undefined;
      };
      fake.rotateToken = true;
      expect((await engine.end()).signal).toBe('SIGKILL');
      expect(identity().token.startsWith('rotated-')).toBe(!early);
      fake.fault = () => undefined;
      engine.start();
      await expectSoon('the new token in use', () => fake.token.startsWith('rotated-'));
      expect(fake.joins).toHaveLength(1);
      const record = fake.offer(aManifest());
      expect((await finished(record)).outcome.kind).toBe('completed');
    },
  );

  it('goes on with the old token when the new one cannot be written', async () => {
    start({ ...joined, logLevel: 'info' });
    await expectSoon('a check-in', () => fake.checkIns.length > 0);
    const before = identity().token;
    // A folder where the new file would be written: not even root can write into that.
    mkdirSync(join(engine.dataDir, 'identity.json.next'));
    fake.rotateToken = true;
    await expectSoon('the line', () => engine.output.includes('the old one still works'));
    const count = fake.checkIns.length;
    await expectSoon('another check-in', () => fake.checkIns.length > count);
    expect(identity().token).toBe(before);
    expect(fake.token).toBe('engine-token');
  });

  it('is told in one line that a token of the configuration is its owner’s to replace', async () => {
    start({ logLevel: 'info' });
    fake.rotateToken = true;
    fake.longestWaitMs = 100;
    await expectSoon('several check-ins', () => fake.checkIns.length > 2);
    expect(engine.output.match(/given in the configuration: replace it there/g)).toHaveLength(1);
    expect(fake.requests.some(({ path }) => path.endsWith('/token'))).toBe(false);
  });
});
