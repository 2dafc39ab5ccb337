import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LedgerBench } from '../../test/ledger-bench.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const completed = { kind: 'completed' as const, ...words };
const failed = { kind: 'failed' as const, reason: 'scanner_failed' as const, detail: 'nmap crashed', ...words };
type Engine = Awaited<ReturnType<LedgerBench['anEngine']>>;

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
});

const retry = (scanId: string): Promise<void> => bench.database.transaction((tx) => bench.ledger.retry(tx, scanId));
const refusal = (code: string, status = 409): unknown => expect.objectContaining({ status, code });

async function run(engine: Engine, outcome: typeof completed | typeof failed, covered?: string): Promise<string> {
  const held = await bench.leaseOne(engine);
  await bench.append(held, 0, '<nmaprun>');
  if (covered) await bench.cover(held.shardId, covered);
  await bench.finish(held, outcome);
  await bench.settle(held, { complete: outcome.kind === 'completed' });
  bench.bench.clock.pass(400);
  return held.addressSet;
}

/** A scan whose first shard is delivered and whose second has failed for good with one address covered. */
async function aPartialScan(engine: Engine): Promise<string> {
  const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.1.1-10.0.1.9'] });
  await run(engine, completed);
  await run(engine, failed, '10.0.1.1');
  for (let attempt = 2; attempt <= 5; attempt += 1) await run(engine, failed);
  expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: true });
  return scanId;
}

describe('retrying', () => {
  it('queues failed shards of a partial scan at what they have not covered, and completes it', async () => {
    const engine = await bench.anEngine();
    const scanId = await aPartialScan(engine);
    await retry(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running', partial: false, reason: null });
    const [, shard] = await bench.shards(scanId);
    expect(shard).toMatchObject({ state: 'queued', attempts: 0, lost_leases: 0, reason: null, detail: null });
    expect(await run(engine, completed)).toBe('10.0.1.2-10.0.1.9');
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false, addresses_done: '10' });
    const [row] = await bench.database.query(`SELECT finished_at FROM scan WHERE id = $1`, [scanId]);
    expect(row?.['finished_at']).not.toBeNull();
  });

  it('asks engines again that gave the shard back, and works again on a scan that failed whole', async () => {
    const engine = await bench.anEngine();
    const scanId = await bench.aScan({ shards: ['10.0.0.1'], engineId: engine.engineId });
    const held = await bench.leaseOne(engine);
    const note = { reason: 'outside_policy' as const, detail: 'no' };
    await bench.database.transaction((tx) => bench.ledger.refuse(tx, held, note));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'failed' });
    await retry(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'planned', reason: null });
    expect(await bench.leaseOne(engine)).toMatchObject({ epoch: 2 });
    await bench.database.query(`DELETE FROM scan`);
    const open = await bench.aScan({ shards: ['10.0.0.1'] });
    const given = await bench.leaseOne(engine);
    await bench.database.transaction((tx) => bench.ledger.refuse(tx, given, note));
    await bench.database.query(`UPDATE shard SET state = 'failed' WHERE scan_id = $1`, [open]);
    await retry(open);
    expect(await bench.leaseOne(engine)).toMatchObject({ epoch: 2 });
  });

  it('is done once by a double click', async () => {
    const engine = await bench.anEngine();
    const scanId = await aPartialScan(engine);
    const clicks = await Promise.allSettled([retry(scanId), retry(scanId), retry(scanId)]);
    expect(clicks.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect((await bench.shards(scanId)).map(({ state }) => state)).toEqual(['delivered', 'queued']);
  });

  it('of a scan that still runs, or is paused, leaves its other shards alone', async () => {
    const engine = await bench.anEngine();
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] });
    const held = await bench.leaseOne(engine);
    await bench.append(held, 0, '<nmaprun>');
    await bench.database.query(`UPDATE shard SET state = 'failed' WHERE scan_id = $1 AND number = 2`, [scanId]);
    await retry(scanId);
    expect((await bench.shards(scanId)).map(({ state }) => state)).toEqual(['scanning', 'queued', 'queued']);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
    await bench.finish(held, completed);
    await bench.settle(held);
    await bench.database.query(`UPDATE shard SET state = 'failed' WHERE scan_id = $1 AND number = 2`, [scanId]);
    await bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    await retry(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    expect(await bench.lease(engine)).toEqual([]);
    await bench.database.transaction((tx) => bench.ledger.resume(tx, scanId));
    expect(await bench.lease(engine, 3)).toHaveLength(2);
  });

  it('while a pause is being obeyed lets nothing be scanned: it waits with the rest', async () => {
    const engine = await bench.anEngine();
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.1.1'] });
    const held = await bench.leaseOne(engine);
    await bench.append(held, 0, '<nmaprun>');
    await bench.database.query(`UPDATE shard SET state = 'failed' WHERE scan_id = $1 AND id <> $2`, [
      scanId,
      held.shardId,
    ]);
    await bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
    await retry(scanId);
    expect(await bench.lease(engine)).toEqual([]);
    await bench.finish(held, { kind: 'stopped', order: 'pause', exitCode: 0, signal: null, stderrTail: '' });
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    await bench.database.transaction((tx) => bench.ledger.resume(tx, scanId));
    bench.bench.clock.pass(400);
    expect(await bench.lease(engine, 4)).toHaveLength(2);
  });

  it('is refused for a scan without failed shards, a cancelled one and none', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    await expect(retry(scanId)).rejects.toEqual(refusal('nothing_to_retry'));
    await bench.database.transaction((tx) => bench.ledger.cancel(tx, scanId, 'ann'));
    await expect(retry(scanId)).rejects.toEqual(refusal('scan_ended'));
    await expect(retry(randomUUID())).rejects.toEqual(refusal('scan_not_found', 404));
  });
});

describe('a shard that fails on one engine after the other', () => {
  const theEngines = async (count: number): Promise<Engine[]> =>
    Promise.all(Array.from({ length: count }, () => bench.anEngine()));
  const nameOf = ({ engineId }: Engine): string => `engine-${engineId}`;

  it('is set aside after three of them, named with the last words, and the scan ends as partial', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const engines = await theEngines(4);
    const [first] = engines;
    if (!first) throw new Error('there are four');
    await run(first, completed);
    for (const engine of engines.slice(0, 3)) await run(engine, failed);
    const names = engines.slice(0, 3).map(nameOf).join(', ');
    const detail = `It failed on 3 engines (${names}). The last said: nmap crashed`;
    expect((await bench.shards(scanId))[1]).toMatchObject({
      state: 'failed',
      reason: 'scanner_failed',
      attempts: 3,
      detail,
    });
    expect(await bench.scan(scanId)).toMatchObject({
      state: 'completed',
      partial: true,
      reason: `1 of 2 shards failed: ${detail}`,
    });
  });

  it('has its engines counted anew once it covers something', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const [a, b, c] = await theEngines(3);
    if (!a || !b || !c) throw new Error('there are three');
    await run(a, failed);
    await run(b, failed);
    await run(c, failed, '10.0.0.1');
    expect((await bench.shards(scanId))[0]).toMatchObject({ state: 'queued', attempts: 1 });
    const [row] = await bench.database.query(`SELECT failed_on FROM shard WHERE scan_id = $1`, [scanId]);
    expect(row?.['failed_on']).toEqual([c.engineId]);
  });

  it('is left to other engines for a moment after its pause', async () => {
    await bench.aScan({ shards: ['10.0.0.1'] });
    const [a, b] = await theEngines(2);
    if (!a || !b) throw new Error('there are two');
    const held = await bench.leaseOne(a);
    await bench.append(held, 0, '<nmaprun>');
    await bench.finish(held, failed);
    await bench.settle(held, { complete: false });
    bench.bench.clock.pass(6);
    expect(await bench.lease(a)).toEqual([]);
    bench.bench.clock.pass(10);
    expect(await bench.lease(a)).toHaveLength(1);
    await bench.database.query(`UPDATE shard SET state = 'queued', not_before = $1`, [bench.bench.clock.now()]);
    expect(await bench.lease(b)).toHaveLength(1);
  });
});
