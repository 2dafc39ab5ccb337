import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Manifest } from '@scanfleet/contracts';
import { aManifest } from './a-manifest.js';
import { EngineProcess, expectSoon } from './engine-process.js';
import { FakeConsole, type ShardRecord } from './fake-console.js';
import { canMakeNamespaces, TestNamespaces } from './test-namespaces.js';

const inNamespaces = canMakeNamespaces ? describe : describe.skip;
let fake: FakeConsole;
let engine: EngineProcess;
let spaces: TestNamespaces;

const options: Record<'nmap' | 'masscan', Manifest['options']> = {
  nmap: [{ name: '-sS' }, { name: '-Pn' }, { name: '-n' }, { name: '-p', value: '1-3000' }],
  masscan: [{ name: '-p', value: '1-3000' }],
};
const slowly = (scanner: 'nmap' | 'masscan', given: Partial<Manifest> = {}): Manifest =>
  aManifest({ scanner, options: options[scanner], addressSet: spaces.target, maxRate: 20, ...given });

inNamespaces('between network namespaces, an engine', () => {
  beforeEach(async () => {
    fake = await new FakeConsole().start();
    spaces = await new TestNamespaces().make(Number(new URL(fake.url).port));
    const masscan = { interface: 'wire0', adapterIp: '10.213.7.1', routerMac: spaces.targetMac() };
    const config = { consoleUrl: spaces.consoleUrl, policy: { allowed: ['10.213.7.0/24'] }, masscan };
    engine = new EngineProcess(config, { way: spaces.way }).start();
  });
  afterEach(async () => {
    await engine.dispose();
    await spaces.remove();
    await fake.stop();
    expect(fake.badRequests).toEqual([]);
  });

  const running = async (record: ShardRecord): Promise<number> => {
    await expectSoon('the scanner to be announced', () => record.renewals.some(({ started }) => started));
    return expectSoon('the scanner to run', () => engine.scanners()[0]);
  };
  const finished = (record: ShardRecord) => expectSoon('the shard to be finished', () => record.finish, 40_000);
  /** Milliseconds from the answer that brought the order to the end of the scanner's process. */
  const timeToEnd = async (from: () => number | undefined): Promise<number> => {
    await expectSoon('the scanner to be gone', () => engine.scanners().length === 0);
    const goneAt = Date.now();
    return goneAt - (await expectSoon('the answer', from));
  };

  it.each(['nmap', 'masscan'] as const)('finds open ports with %s as a user without root', async (scanner) => {
    await spaces.listen(2345);
    const quick = [{ name: '-p', value: '2340-2350' }];
    const ports = scanner === 'nmap' ? [{ name: '-sS' }, { name: '-Pn' }, { name: '-n' }, ...quick] : quick;
    const record = fake.offer(slowly(scanner, { options: [...ports], maxRate: 1000 }));
    const pid = await running(record);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect((await finished(record)).outcome).toMatchObject({ kind: 'completed' });
    expect(record.report.toString('utf8')).toMatch(/portid="2345"><state state="open"/);
  });

  it.each([
    ['nmap', 'pause', 'check-in'],
    ['nmap', 'cancel', 'renew'],
    ['masscan', 'pause', 'check-in'],
    ['masscan', 'cancel', 'renew'],
  ] as const)('ends a real %s within two seconds of an answer with %s to its %s', async (scanner, order, way) => {
    fake.orderBy = [way];
    fake.leaseSeconds = 3;
    const record = fake.offer(slowly(scanner));
    await running(record);
    // Past its start: the raw socket is open and packets are on their way.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(engine.scanners()).toHaveLength(1);
    const orderedAt = Date.now();
    fake.order(record, order);
    const answered = () => fake.requests.find(({ path, at }) => path.endsWith(`/${way}`) && at >= orderedAt)?.at;
    const milliseconds = await timeToEnd(answered);
    expect(milliseconds).toBeLessThanOrEqual(2000);
    expect((await finished(record)).outcome).toMatchObject({ kind: 'stopped', order });
  });

  it.each(['nmap', 'masscan'] as const)(
    'gives %s the exclusions as a file when it resumes with what is left',
    async (scanner) => {
      const first = fake.offer(slowly(scanner, { addressSet: '10.213.7.2-10.213.7.3', excludedSet: '10.213.7.9' }));
      await running(first);
      fake.order(first, 'pause');
      await finished(first);
      const { shardId } = first.manifest;
      const rest = { shardId, epoch: 2, addressSet: '10.213.7.3', excludedSet: '10.213.7.2,10.213.7.9' };
      const second = fake.offer(slowly(scanner, rest));
      const pid = await running(second);
      const argv = second.renewals.find(({ started }) => started)?.started?.argv ?? [];
      const read = (path: string): string => readFileSync(`/proc/${pid}/cwd/${path}`, 'utf8');
      expect(argv).toContain('--excludefile=../excludes.txt');
      expect(read('../excludes.txt')).toBe('10.213.7.2\n10.213.7.9\n');
      expect(argv[argv.indexOf('-iL') + 1]).toBe('../targets.txt');
      expect(read('../targets.txt')).toBe('10.213.7.3\n');
    },
  );
});
