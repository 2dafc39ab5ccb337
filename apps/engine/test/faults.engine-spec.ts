import { existsSync, writeFileSync } from 'node:fs';
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
const finished = (record: ShardRecord) => expectSoon('the shard to be finished', () => record.finish, 40_000);
const running = async (record: ShardRecord): Promise<number> => {
  await expectSoon('the scanner to be announced', () => record.renewals.some(({ started }) => started));
  await expectSoon('the first bytes', () => record.report.byteLength > 0);
  return expectSoon('the scanner to run', () => engine.scanners()[0]);
};
/** About six seconds of work in five hosts, so that something can go wrong in the middle. */
const someSeconds = () =>
  aManifest({
    addressSet: '127.0.0.1-127.0.0.5',
    options: [
      { name: '-sT' },
      { name: '-Pn' },
      { name: '-n' },
      { name: '-p', value: '1-60' },
      { name: '--max-rate', value: '50' },
      { name: '--max-hostgroup', value: '1' },
    ],
  });
const expectWholeReport = (record: ShardRecord): string => {
  const xml = record.report.toString('utf8');
  expect(xml.match(/<host /g)).toHaveLength(5);
  expect(xml.match(/<nmaprun/g)).toHaveLength(1);
  expect(xml.trimEnd()).toMatch(/<\/nmaprun>$/);
  return xml;
};

describe('a console that fails', () => {
  it('may be away in the middle of a scan: no byte is lost and none comes twice', async () => {
    start();
    const record = fake.offer(someSeconds());
    await running(record);
    await fake.stop();
    const before = record.report.byteLength;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(engine.scanners()).toHaveLength(1);
    await fake.start();
    expect((await finished(record)).outcome).toMatchObject({ kind: 'completed' });
    expect(expectWholeReport(record).length).toBeGreaterThan(before);
  });

  it('may answer with errors, reset connections before and after the work, and be slow', async () => {
    fake.fault = ({ path, count }) => {
      if (path.endsWith('/report'))
        return (['reset', { status: 503 }, 'reset-after', { delayMs: 300 }] as const)[count % 5];
      if (path.endsWith('/renew')) return count % 2 === 0 ? { status: 500 } : undefined;
      if (path.endsWith('/finish')) return count === 1 ? { status: 502 } : undefined;
      return path.endsWith('/check-in') && count % 2 === 1 ? 'reset' : undefined;
    };
    start();
    const record = fake.offer(someSeconds());
    await finished(record);
    expectWholeReport(record);
  });

  it('may have lost bytes that it had acknowledged: the engine sends them again from the wanted offset', async () => {
    start();
    const record = fake.offer(someSeconds());
    await expectSoon('some bytes', () => record.report.byteLength > 1500);
    record.report = record.report.subarray(0, 700);
    await finished(record);
    expectWholeReport(record);
  });

  it('may lose bytes after the last one was sent: finishing says what is missing', async () => {
    start();
    const record = fake.offer(aManifest());
    let cut = false;
    fake.fault = ({ path }) => {
      if (path.endsWith('/finish') && !cut) record.report = record.report.subarray(0, 100);
      if (path.endsWith('/finish')) cut = true;
      return undefined;
    };
    await finished(record);
    expect(record.report.toString('utf8')).toContain('</nmaprun>');
  });

  it('takes a lease away: the scanner is killed and its report is thrown away', async () => {
    fake.leaseSeconds = 3;
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    record.lost = true;
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0);
    await expectSoon('the spool to be empty', () => engine.spool().length === 0);
    expect(record.finish).toBeNull();
  });

  it('is told by an abandon order what it wants: the same', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    fake.order(record, 'abandon');
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 2000);
    await expectSoon('the spool to be empty', () => engine.spool().length === 0);
  });

  it('does not answer until the lease has ended: the scanner is stopped, and the report is still offered', async () => {
    fake.leaseSeconds = 2;
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    await fake.stop();
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 6000);
    expect(engine.spool()).toHaveLength(1);
    await fake.start();
    expect((await finished(record)).outcome).toMatchObject({ kind: 'failed', reason: 'lease_lost' });
  });
});

describe('an engine that is ended', () => {
  it('leaves no scanner behind after kill -9, and the next start delivers what there was', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    engine.kill('SIGKILL');
    await engine.end();
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 3000);
    expect(engine.spool()).toHaveLength(1);
    engine.start();
    expect((await finished(record)).outcome).toMatchObject({ kind: 'failed', reason: 'engine_stopping' });
    expect(fake.checkIns.some(({ held }) => held.some(({ shardId }) => shardId === record.manifest.shardId))).toBe(
      true,
    );
    expect(record.report.toString('utf8')).toContain('<nmaprun');
    await expectSoon('the spool to be empty', () => engine.spool().length === 0);
  });

  it('delivers a finished report after kill -9 during a console outage', async () => {
    start();
    const record = fake.offer(aManifest());
    fake.fault = ({ path }) => (path.endsWith('/finish') || path.endsWith('/report') ? { status: 503 } : undefined);
    await expectSoon('the scanner to have ended', () => engine.output.includes('scanner ended'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    engine.kill('SIGKILL');
    await engine.end();
    fake.fault = () => undefined;
    engine.start();
    expect((await finished(record)).outcome).toMatchObject({ kind: 'completed' });
    expect(record.report.toString('utf8')).toContain('</nmaprun>');
  });

  it('lets a running scanner finish after the first SIGTERM, takes nothing new, and ends by that signal', async () => {
    start();
    const record = fake.offer(someSeconds());
    await running(record);
    engine.kill('SIGTERM');
    await expectSoon('the engine to have heard it', () => engine.output.includes('engine is stopping'));
    const late = fake.offer(aManifest());
    expect(await engine.end()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(record.finish?.outcome).toMatchObject({ kind: 'completed' });
    expectWholeReport(record);
    expect(late.renewals).toEqual([]);
  });

  it('stops a scanner that outlasts the grace, and says why to the console', async () => {
    start({ shutdownGraceSeconds: 0.5 });
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    engine.kill('SIGTERM');
    expect(await engine.end()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(record.finish?.outcome).toMatchObject({ kind: 'failed', reason: 'engine_stopping' });
    expect(engine.scanners()).toEqual([]);
  });

  it('ends at once on the second signal, with its scanner, and keeps the report for the next start', async () => {
    start();
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    engine.kill('SIGTERM');
    await expectSoon('the engine to have heard it', () => engine.output.includes('engine is stopping'));
    engine.kill('SIGTERM');
    const end = expectSoon('the engine to end', () => engine.output.includes('engine has ended'), 2000);
    expect(await engine.end()).toEqual({ code: null, signal: 'SIGTERM' });
    await end;
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0, 2000);
    expect(record.finish).toBeNull();
    expect(engine.spool()).toHaveLength(1);
  });

  it('ends when it only waits for work, without delay', async () => {
    fake.longestWaitMs = 30_000;
    start();
    await expectSoon('the first check-in', () => engine.output.includes('scanners found'));
    engine.kill('SIGINT');
    expect(await engine.end()).toEqual({ code: null, signal: 'SIGINT' });
    expect(existsSync(join(engine.dataDir, 'engine.lock'))).toBe(false);
  });

  it('does not share its data folder', async () => {
    start();
    await expectSoon('the first check-in', () => fake.checkIns.length > 0);
    const second = new EngineProcess({ consoleUrl: fake.url, dataDir: engine.dataDir }).start();
    expect((await second.end()).code).toBe(2);
    expect(second.output).toContain('works in');
    await second.dispose();
  });
});

describe('the policy of the owner', () => {
  it('can be widened and narrowed while the engine runs; what runs is stopped when it is not allowed any more', async () => {
    engine = new EngineProcess({ consoleUrl: fake.url, policyFile: 'policy.yaml' });
    const policy = join(engine.folder, 'policy.yaml');
    writeFileSync(policy, 'allowed: ["127.0.0.2"]\n');
    engine.start();
    const refused = fake.offer(aManifest());
    expect((await expectSoon('a refusal', () => refused.refusal)).reason).toBe('outside_policy');
    writeFileSync(policy, 'allowed: ["127.0.0.0/8"]\n');
    const record = fake.offer(aManifest({ options: slowOptions }));
    await running(record);
    writeFileSync(policy, 'allowed: ["127.0.0.2"]\n');
    engine.kill('SIGHUP');
    expect((await finished(record)).outcome).toMatchObject({ kind: 'failed', reason: 'outside_policy' });
  });

  it('allows nothing while its file is broken, and the console hears why', async () => {
    engine = new EngineProcess({ consoleUrl: fake.url, policyFile: 'policy.yaml' });
    writeFileSync(join(engine.folder, 'policy.yaml'), 'allowed: ["127.0.0.0/8"]\ndenied: ["127.0.0.5/99"]\n');
    engine.start();
    await expectSoon('a check-in', () => fake.checkIns.length > 0);
    expect(fake.checkIns[0]).toMatchObject({ freeSlots: 0, policy: { allowed: [] } });
    expect(fake.checkIns[0]?.lastError).toContain('127.0.0.5/99');
  });
});
