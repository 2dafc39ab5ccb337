import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LedgerBench } from '../../test/ledger-bench.js';

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());

/** Every test has the queue for itself. */
async function anEmptyQueue(): Promise<void> {
  await bench.database.query(`DELETE FROM scan`);
}

describe('leasing', () => {
  beforeAll(anEmptyQueue);

  it('gives different shards to two engines that ask at once', async () => {
    await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const engines = [await bench.anEngine(), await bench.anEngine()];
    const leases = await Promise.all(engines.map((engine) => bench.lease(engine)));
    const addresses = leases.flat().map(({ manifest }) => manifest.addressSet);
    expect(addresses.sort()).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('gives each shard once, whatever number of transactions ask side by side', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: Array.from({ length: 40 }, (_, i) => `10.0.1.${i}`) });
    const engines = await Promise.all(Array.from({ length: 5 }, () => bench.anEngine()));
    const given: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const leases = await Promise.all(engines.map((engine) => bench.lease(engine, 2)));
      given.push(...leases.flat().map(({ manifest }) => manifest.shardId));
    }
    expect(new Set(given).size).toBe(given.length);
    expect(given).toHaveLength(40);
    expect((await bench.shards(scanId)).every(({ state, epoch }) => state === 'leased' && epoch === 1)).toBe(true);
  });

  it('gives the scans their turn, fewest running shards first', async () => {
    await anEmptyQueue();
    const first = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] });
    bench.bench.clock.pass(1);
    const second = await bench.aScan({ shards: ['10.0.1.1', '10.0.1.2'] });
    const leases = await bench.lease(await bench.anEngine(), 4);
    expect(leases.map(({ manifest }) => manifest.scanId)).toEqual([first, second, first, second]);
  });

  it('passes over engines of other zones, without the scanner, and outside of their policy', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const zoneId = randomUUID();
    await bench.database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, $2, now())`, [zoneId, zoneId]);
    expect(await bench.lease(await bench.anEngine({ zoneId }))).toEqual([]);
    expect(await bench.lease(await bench.anEngine({ scanners: ['masscan'] }))).toEqual([]);
    expect(await bench.lease(await bench.anEngine({ allowed: ['127.0.0.0/8'] }))).toEqual([]);
    expect(await bench.lease(await bench.anEngine())).toHaveLength(1);
  });

  it('keeps a scan for the engine that it was asked for', async () => {
    await anEmptyQueue();
    const [mine, other] = [await bench.anEngine(), await bench.anEngine()];
    await bench.aScan({ shards: ['10.0.0.1'], engineId: mine.engineId });
    expect(await bench.lease(other)).toEqual([]);
    expect(await bench.lease(mine)).toHaveLength(1);
  });

  it('finds the shard that an engine may scan behind many that it may not', async () => {
    await anEmptyQueue();
    const others = Array.from({ length: 150 }, (_, index) => `10.1.0.${index}`);
    await bench.aScan({ shards: [...others, '10.2.0.1'] });
    const engine = await bench.anEngine({ allowed: ['10.2.0.0/16'] });
    expect((await bench.lease(engine, 4)).map(({ manifest }) => manifest.addressSet)).toEqual(['10.2.0.1']);
  });

  it('puts the exclusions of the plan into the manifest, with a hash over both sets', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'], excluded: '10.9.9.9' });
    const [lease] = await bench.lease(await bench.anEngine());
    expect(lease?.manifest).toMatchObject({
      addressSet: '10.0.0.1',
      excludedSet: '10.9.9.9',
      epoch: 1,
      scanner: 'nmap',
    });
    expect(lease?.manifest.hash).toBe('35234e2ba4345097a74c15db1fb345af3ef5b8f02494d293e4b59e41681cf90f');
  });

  it('applies exclusions that were made after planning, also by name', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.4', '10.0.0.7'] });
    bench.resolver.known.set('db.invalid', ['10.0.0.3']);
    await exclude('10.0.0.2', 'db.invalid', '10.0.0.7');
    const engine = await bench.anEngine();
    await bench.exclusions.refresh(bench.database, engine.zoneId);
    const leases = await bench.lease(engine, 2);
    expect(leases.map(({ manifest }) => manifest.addressSet)).toEqual(['10.0.0.1,10.0.0.4']);
    expect(leases[0]?.manifest.excludedSet).toBe('10.0.0.2-10.0.0.3,10.0.0.7');
    expect((await bench.shards(scanId))[1]).toMatchObject({ state: 'cancelled', reason: 'nothing_to_scan' });
    await bench.database.query(`DELETE FROM exclusion`);
  });

  it('gives a lease again when its answer was lost, and only then', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const engine = await bench.anEngine();
    const { shardId, epoch } = await bench.leaseOne(engine);
    const repeat = (known: string[]): ReturnType<typeof bench.ledger.repeatLeases> =>
      bench.database.transaction((tx) =>
        bench.ledger.repeatLeases(tx, engine.engineId, { known: new Set(known), seconds: 5 }),
      );
    expect(await repeat([])).toEqual([]);
    bench.bench.clock.pass(6);
    expect(await repeat([shardId])).toEqual([]);
    expect((await repeat([]))[0]?.manifest).toMatchObject({ shardId, epoch, addressSet: '10.0.0.1' });
  });
});

describe('a lease', () => {
  beforeAll(anEmptyQueue);

  it('is kept by renewing, and starts shard and scan', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await bench.leaseOne(await bench.anEngine());
    bench.bench.clock.pass(20);
    const started = { argv: ['nmap', '-sT'], notes: [] };
    const progress = { percent: 40, estimatedEndAt: null, task: null };
    const answer = await bench.database.transaction((tx) => bench.ledger.renew(tx, held, { progress, started }));
    expect(answer.expiresAt.getTime() - bench.bench.clock.now().getTime()).toBe(30_000);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning' });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
    bench.bench.clock.pass(20);
    expect(await bench.expiry.sweep()).toBe(0);
  });

  it('that nobody renews goes to another engine, with a higher epoch', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await bench.leaseOne(await bench.anEngine());
    expect(await bench.expiry.sweep()).toBe(0);
    bench.bench.clock.pass(31);
    expect(await bench.expiry.sweep()).toBe(1);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'queued', reason: 'lease_lost', engine_id: null });
    const next = await bench.leaseOne(await bench.anEngine());
    expect(next).toMatchObject({ shardId: held.shardId, epoch: 2, addressSet: '10.0.0.1-10.0.0.9' });
  });

  it('refuses everything that comes with an older epoch or from another engine', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const old = await bench.leaseOne(await bench.anEngine());
    bench.bench.clock.pass(31);
    await bench.expiry.sweep();
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    const stranger = { ...held, engineId: (await bench.anEngine()).engineId };
    const unknown = { ...held, shardId: randomUUID() };
    const lost = expect.objectContaining({ status: 409, code: 'lease_lost' });
    for (const bad of [old, stranger, unknown, { ...held, epoch: 3 }]) {
      const nothing = { progress: null, started: null };
      await expect(bench.database.transaction((tx) => bench.ledger.renew(tx, bad, nothing))).rejects.toEqual(lost);
      await expect(bench.append(bad, 0, '<nmaprun>')).rejects.toEqual(lost);
      await expect(bench.append(bad, 99, '<nmaprun>')).rejects.toEqual(lost);
      const note = { reason: 'outside_policy' as const, detail: '' };
      await expect(bench.database.transaction((tx) => bench.ledger.refuse(tx, bad, note))).rejects.toEqual(lost);
    }
    await expect(bench.append(held, 0, '<nmaprun>')).resolves.toBe(9);
  });

  it('is told its orders, and to abandon what it does not hold', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const engine = await bench.anEngine();
    const [one, two] = [await bench.leaseOne(engine), await bench.leaseOne(engine)];
    await bench.database.transaction((tx) => bench.ledger.cancel(tx, scanId, 'ann'));
    const foreign = { shardId: randomUUID(), epoch: 1 };
    const orders = await bench.database.transaction((tx) =>
      bench.ledger.ordersFor(tx, engine.engineId, [one, { ...two, epoch: 7 }, foreign]),
    );
    expect(orders).toEqual([
      { shardId: one.shardId, epoch: 1, order: 'cancel' },
      { shardId: two.shardId, epoch: 7, order: 'abandon' },
      { ...foreign, order: 'abandon' },
    ]);
  });
});

describe('giving a shard back', () => {
  beforeAll(anEmptyQueue);
  const outside = { reason: 'outside_policy' as const, detail: '127.0.0.0/8 only' };

  it('offers it to others and not to that engine again, until the engine changes', async () => {
    await bench.aScan({ shards: ['10.0.0.1'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    await bench.database.transaction((tx) => bench.ledger.refuse(tx, held, outside));
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'queued', attempts: 0, reason: 'outside_policy' });
    expect(await bench.lease(engine)).toEqual([]);
    expect(await bench.lease({ ...engine, version: '2' })).toHaveLength(1);
  });

  it('offers it to the same engine again after it was only stopping', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    const note = { reason: 'engine_stopping' as const, detail: '' };
    await bench.database.transaction((tx) => bench.ledger.refuse(tx, held, note));
    bench.bench.clock.pass(6);
    expect(await bench.leaseOne(engine)).toMatchObject({ epoch: 2 });
  });

  it('fails the scan when only that engine may do it', async () => {
    await anEmptyQueue();
    const engine = await bench.anEngine();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'], engineId: engine.engineId });
    const held = await bench.leaseOne(engine);
    await bench.database.transaction((tx) => bench.ledger.refuse(tx, held, outside));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'failed', reason: '127.0.0.0/8 only' });
  });
});

async function exclude(...targets: string[]): Promise<void> {
  for (const target of targets) {
    await bench.database.query(
      `INSERT INTO exclusion (id, scope, target, author, created_at) VALUES ($1, 'global', $2, 'test', now())`,
      [randomUUID(), target],
    );
  }
}
