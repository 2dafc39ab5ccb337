import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { AddressSet } from '@scanfleet/targets';
import { LedgerBench } from '../../test/ledger-bench.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const completed = { kind: 'completed' as const, ...words };

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());

/** Every test has the queue for itself. */
async function anEmptyQueue(): Promise<void> {
  await bench.database.query(`DELETE FROM scan`);
}

describe('orders', () => {
  beforeAll(anEmptyQueue);
  const pause = (scanId: string): Promise<void> => bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
  const resume = (scanId: string): Promise<void> => bench.database.transaction((tx) => bench.ledger.resume(tx, scanId));
  const cancel = (scanId: string): Promise<void> =>
    bench.database.transaction((tx) => bench.ledger.cancel(tx, scanId, 'ann'));

  it('pause, resume and cancel a scan that no engine works on at once, and twice over', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    await pause(scanId);
    await pause(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    expect(await bench.lease(await bench.anEngine())).toEqual([]);
    await resume(scanId);
    await resume(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'planned' });
    await cancel(scanId);
    await cancel(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by ann.' });
    await expect(pause(scanId)).rejects.toThrow(expect.objectContaining({ status: 409, code: 'scan_ended' }));
    await expect(resume(scanId)).rejects.toThrow(expect.objectContaining({ status: 409, code: 'scan_ended' }));
    await expect(cancel(randomUUID())).rejects.toThrow(expect.objectContaining({ status: 404 }));
  });

  it('cut a masscan that had run for long into parts that end between two pauses', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ scanner: 'masscan', shards: ['10.0.0.0-10.0.3.255', '10.0.8.1'] });
    const runFor = async (seconds: number, percent: number): Promise<void> => {
      const held = await bench.leaseOne(await bench.anEngine({ scanners: ['masscan'] }));
      await bench.append(held, 0, '<nmaprun>');
      const started = { argv: ['masscan'], notes: [] };
      await bench.database.transaction((tx) => bench.ledger.renew(tx, held, { progress: null, started }));
      bench.bench.clock.pass(seconds);
      await bench.database.query(`UPDATE shard SET percent = $2 WHERE id = $1`, [held.shardId, percent]);
      await pause(scanId);
      await bench.finish(held, { kind: 'stopped', order: 'pause', ...words });
      await bench.settle(held, { complete: false });
    };
    const parts = (): Promise<{ state: string; set: string }[]> =>
      bench.database.query(`SELECT state, address_set AS set FROM shard WHERE scan_id = $1 ORDER BY number`, [scanId]);
    await runFor(300, 5);
    expect(await parts()).toHaveLength(2);
    await resume(scanId);
    await runFor(900, 25);
    // An hour in all: each part takes at most half of the quarter of an hour that it had.
    const paused = await parts();
    expect(paused).toHaveLength(1 + 8);
    expect(new Set(paused.map(({ state }) => state))).toEqual(new Set(['paused']));
    const sets = paused.map(({ set }) => AddressSet.parse(set));
    expect(AddressSet.uniteAll(sets).toString()).toBe('10.0.0.0-10.0.3.255,10.0.8.1');
    expect(sets.reduce((sum, set) => sum + set.count(), 0n)).toBe(1025n);
    const [scan] = await bench.database.query(`SELECT state, shard_count FROM scan WHERE id = $1`, [scanId]);
    expect(scan).toEqual({ state: 'paused', shard_count: 9 });
    await resume(scanId);
    expect(new Set((await parts()).map(({ state }) => state))).toEqual(new Set(['queued']));
  });

  it('leave a scan running until its engine confirms the pause, and resume at what is not covered', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.9', '10.0.1.1'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    await bench.append(held, 0, '<nmaprun>');
    bench.bench.bus.take();
    await pause(scanId);
    expect(bench.bench.bus.take()).toContainEqual({ topic: 'orders', message: { engineId: engine.engineId } });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
    const nothing = { progress: null, started: null };
    expect(await bench.database.transaction((tx) => bench.ledger.renew(tx, held, nothing))).toMatchObject({
      order: 'pause',
    });
    await bench.cover(held.shardId, '10.0.0.1-10.0.0.3');
    await bench.finish(held, { kind: 'stopped', order: 'pause', ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    await resume(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
    expect(await bench.leaseOne(engine)).toMatchObject({ addressSet: '10.0.0.4-10.0.0.9', epoch: 2 });
  });

  it('that are taken back before the engine confirms queue the shard again', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await pause(scanId);
    await resume(scanId);
    await bench.finish(held, { kind: 'stopped', order: 'pause', ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'queued', ordered: null, attempts: 0 });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
  });

  it('that no engine confirms become true when the lease is lost', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    await bench.leaseOne(await bench.anEngine());
    await cancel(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'planned' });
    bench.bench.clock.pass(31);
    await bench.expiry.sweep();
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by ann.' });
  });

  it('take the lease of an engine that renews for ever and never obeys', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await cancel(scanId);
    for (let second = 0; second < 60; second += 20) {
      expect(await bench.expiry.sweep()).toBe(0);
      bench.bench.clock.pass(20.5);
      const nothing = { progress: null, started: null };
      await bench.database.transaction((tx) => bench.ledger.renew(tx, held, nothing));
    }
    expect(await bench.expiry.sweep()).toBe(1);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled' });
  });

  it('do not undo what was completed before they arrived', async () => {
    await anEmptyQueue();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun/>');
    await bench.finish(held, completed);
    await cancel(scanId);
    await bench.settle(held);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', reason: null });
  });

  it('end the leases of a retired engine', async () => {
    await anEmptyQueue();
    await bench.aScan({ shards: ['10.0.0.1'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    await bench.database.query(`UPDATE engine SET retired_at = now() WHERE id = $1`, [engine.engineId]);
    expect(await bench.expiry.sweep()).toBe(1);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'queued' });
  });
});
