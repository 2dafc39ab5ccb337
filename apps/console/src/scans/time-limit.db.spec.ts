import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/ledger-bench.js';
import { aLogger } from '../../test/harness.js';
import { TimeLimit } from './time-limit.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };

let bench: LedgerBench;
let limit: TimeLimit;
beforeAll(async () => {
  bench = await LedgerBench.open();
  limit = new TimeLimit(bench.database, bench.bench.clock, bench.queue, bench.ledger, aLogger().logger);
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
});

async function aLimitedScan(minutes: number): Promise<string> {
  const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.9', '10.0.1.1'] });
  await bench.database.query(`UPDATE scan SET time_limit_seconds = $2 WHERE id = $1`, [scanId, minutes * 60]);
  return scanId;
}
const cancel = (scanId: string): Promise<void> =>
  bench.database.transaction((tx) => bench.ledger.cancel(tx, scanId, 'ann'));

describe('the time limit of a scan', () => {
  it('stops it once it has run so long, and keeps what it found', async () => {
    const scanId = await aLimitedScan(10);
    bench.bench.clock.pass(3600);
    expect(await limit.sweep()).toBe(0);
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.cover(held.shardId, '10.0.0.1-10.0.0.2');
    bench.bench.clock.pass(599);
    expect(await limit.sweep()).toBe(0);
    bench.bench.clock.pass(1);
    expect(await limit.sweep()).toBe(1);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning', ordered: 'cancel' });
    expect(await limit.sweep()).toBe(0);
    await bench.finish(held, { kind: 'stopped', order: 'cancel', ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({
      state: 'cancelled',
      reason: 'Stopped at its time limit of 10 minutes.',
      addresses_done: '2',
    });
    expect(await limit.sweep()).toBe(0);
  });

  it('goes on while the scan is paused', async () => {
    const scanId = await aLimitedScan(1);
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
    await bench.finish(held, { kind: 'stopped', order: 'pause', ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    bench.bench.clock.pass(61);
    expect(await limit.sweep()).toBe(1);
    expect(await bench.scan(scanId)).toMatchObject({
      state: 'cancelled',
      reason: 'Stopped at its time limit of 1 minute.',
    });
  });

  it('does not take the word from an operator who cancelled before', async () => {
    const scanId = await aLimitedScan(1);
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await cancel(scanId);
    bench.bench.clock.pass(61);
    expect(await limit.sweep()).toBe(0);
    await bench.finish(held, { kind: 'stopped', order: 'cancel', ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by ann.' });
  });

  it('counts anew from a retry, and does nothing to scans without one', async () => {
    const scanId = await aLimitedScan(10);
    const without = await bench.aScan({ shards: ['10.0.2.1'] });
    await bench.database.query(`UPDATE shard SET state = 'failed' WHERE scan_id = $1 AND number = 1`, [scanId]);
    const engine = await bench.anEngine();
    for (const held of [await bench.leaseOne(engine), await bench.leaseOne(engine)])
      await bench.append(held, 0, '<nmaprun>');
    bench.bench.clock.pass(500);
    await bench.database.transaction((tx) => bench.ledger.retry(tx, scanId));
    bench.bench.clock.pass(500);
    expect(await limit.sweep()).toBe(0);
    bench.bench.clock.pass(101);
    expect(await limit.sweep()).toBe(1);
    expect(await bench.scan(without)).toMatchObject({ state: 'running' });
  });
});
