import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/ledger-bench.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const completed = { kind: 'completed' as const, ...words };
const failed = { kind: 'failed' as const, reason: 'scanner_failed' as const, detail: 'nmap crashed', ...words };

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());

/** Every test has the queue for itself. */
async function anEmptyQueue(): Promise<void> {
  await bench.database.query(`DELETE FROM scan`);
}

describe('a run', () => {
  beforeAll(anEmptyQueue);

  it('that completed delivers the whole manifest and completes the scan', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.4'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun/>');
    await bench.finish(held, completed);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning', lease_expires_at: null });
    await bench.settle(held);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'delivered', covered_set: '10.0.0.1-10.0.0.4' });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false, addresses_done: '4' });
    expect(bench.queue.rung.map(({ name }) => name)).toContain('seal-report');
  });

  it('that was lost is repeated without what it covered, after its bytes were read', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    bench.bench.clock.pass(31);
    await bench.expiry.sweep();
    expect(await bench.lease(await bench.anEngine())).toEqual([]);
    await bench.cover(held.shardId, '10.0.0.1-10.0.0.5,10.0.1.1');
    expect((await bench.shard(held.shardId)).covered_set).toBe('10.0.0.1-10.0.0.5');
    await bench.settle(held, { complete: false });
    const next = await bench.leaseOne(await bench.anEngine());
    expect(next).toMatchObject({ epoch: 2, addressSet: '10.0.0.6-10.0.0.9' });
  });

  it('that was lost after its last host is not repeated', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.2'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.cover(held.shardId, '10.0.0.1-10.0.0.2');
    bench.bench.clock.pass(31);
    await bench.expiry.sweep();
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', addresses_done: '2' });
  });

  it('that failed is tried again after a pause, and set aside after five times without progress', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const engine = await bench.anEngine();
    const good = await bench.leaseOne(engine);
    await bench.append(good, 0, '<nmaprun/>');
    await bench.finish(good, completed);
    await bench.settle(good);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
      const held = await bench.leaseOne(engine);
      await bench.append(held, 0, '<nmaprun>');
      await bench.finish(held, failed);
      await bench.settle(held, { complete: false });
      expect(await bench.lease(engine)).toEqual([]);
      bench.bench.clock.pass(300);
    }
    const shard = (await bench.shards(scanId))[1];
    expect(shard).toMatchObject({ state: 'failed', reason: 'scanner_failed', attempts: 5 });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: true });
    expect((await bench.scan(scanId)).reason).toMatch(/^1 of 2 shards failed: .*nmap crashed/);
  });

  it('that got further has its failures counted anew', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const engine = await bench.anEngine();
    for (let round = 1; round <= 3; round += 1) {
      const held = await bench.leaseOne(engine);
      await bench.append(held, 0, '<nmaprun>');
      if (round === 3) await bench.cover(held.shardId, '10.0.0.1');
      await bench.finish(held, failed);
      await bench.settle(held, { complete: false });
      expect((await bench.shard(held.shardId)).attempts).toBe(round === 3 ? 1 : round);
      bench.bench.clock.pass(300);
    }
  });

  it('is settled once, however often that is said', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.2'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.finish(held, failed);
    await bench.settle(held, { complete: false });
    bench.bench.clock.pass(300);
    const next = await bench.leaseOne(await bench.anEngine());
    await bench.settle(held, { complete: false });
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'leased', epoch: next.epoch, attempts: 1 });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
  });

  it('keeps text that Postgres could not', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.finish(held, { ...failed, detail: 'a\0b\ud800', stderrTail: '\0' });
    await bench.settle(held, { complete: false });
    expect((await bench.shard(held.shardId)).detail).toBe('a\ufffdb\ufffd');
  });
});

describe('many at once', () => {
  it('lose no shard and deliver none twice while engines lease, lose, finish and operators pause and resume', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: Array.from({ length: 24 }, (_, i) => `10.0.2.${i}`) });
    const engines = await Promise.all(Array.from({ length: 4 }, () => bench.anEngine()));
    let delivered = 0;
    const work = async (engine: (typeof engines)[number], turn: number): Promise<void> => {
      for (let idle = 0; idle < 12;) {
        const [lease] = await bench.lease(engine);
        if (!lease) {
          idle += 1;
          // The clock stands still: a shard that was lost often would wait for ever.
          await bench.database.query(`UPDATE shard SET not_before = NULL WHERE not_before IS NOT NULL`);
          await new Promise((resolve) => setTimeout(resolve, 20));
          continue;
        }
        idle = 0;
        const { shardId, epoch } = lease.manifest;
        const held = { shardId, epoch, engineId: engine.engineId };
        await bench.append(held, 0, '<nmaprun>');
        if ((delivered + turn) % 3 === 0) {
          await bench.database.query(`UPDATE shard SET lease_expires_at = $2 WHERE id = $1`, [shardId, new Date(0)]);
          // Two sweeps at once may pass over the same shard.
          while ((await bench.shard(shardId)).lease_expires_at !== null) await bench.expiry.sweep();
          await bench.settle(held, { complete: false });
          turn += 1;
        } else {
          await bench.finish(held, completed);
          await bench.settle(held);
          delivered += 1;
        }
      }
    };
    const operate = async (): Promise<void> => {
      for (let click = 0; click < 10; click += 1) {
        await bench.database.transaction((tx) => bench.ledger.pause(tx, scanId)).catch(ended);
        await bench.database.transaction((tx) => bench.ledger.resume(tx, scanId)).catch(ended);
      }
    };
    const ended = (error: unknown): void => {
      if (!(error instanceof Error && 'code' in error && error.code === 'scan_ended')) throw error;
    };
    await Promise.all([...engines.map(work), operate(), operate()]);
    expect(delivered).toBe(24);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false, addresses_done: '24' });
  });
});
