import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../test/ledger-bench.js';
import { claimSweep } from '../platform/queue/sweep-claims.js';

const nothing = { progress: null, started: null };
const words = { exitCode: 0, signal: null, stderrTail: '' };

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.database.query(`DELETE FROM sweep`);
  await turn();
});

type Held = Awaited<ReturnType<LedgerBench['leaseOne']>>;
const aHeldShard = async (): Promise<Held> => bench.leaseOne(await bench.anEngine());
const renew = (held: Held): Promise<unknown> =>
  bench.database.transaction((tx) => bench.ledger.renew(tx, held, nothing));

/** Lets time pass in which no console takes a turn. */
async function pass(seconds: number): Promise<void> {
  bench.bench.clock.pass(seconds);
  await bench.database.query(
    `UPDATE sweep SET claimed_at = claimed_at - make_interval(secs => $1),
       away_since = away_since - make_interval(secs => $1), resumed_at = resumed_at - make_interval(secs => $1)`,
    [seconds],
  );
}

/** A console takes its turn: any of them, whatever it remembers. @returns how many leases it ended. */
async function turn(): Promise<number> {
  return (await claimSweep(bench.database, { name: 'expire-leases', seconds: 5 })) ? bench.expiry.sweep() : 0;
}

/** Lets time pass while consoles take their turns. @returns how many leases they ended. */
async function work(seconds: number): Promise<number> {
  let ended = 0;
  for (let at = 0; at < seconds; at += 5) {
    await pass(5);
    ended += await turn();
  }
  return ended;
}

describe('a lease that ends while the consoles are away', () => {
  beforeEach(async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
  });

  it('stays with its engine, which renews it when they are back', async () => {
    const held = await aHeldShard();
    await pass(100);
    expect(await turn()).toBe(0);
    expect(await work(20)).toBe(0);
    await expect(renew(held)).resolves.toMatchObject({ order: null });
    expect(await work(25)).toBe(0);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'leased', epoch: 1, lost_leases: 0 });
  });

  it('goes to another when its engine has not come back one lease time later', async () => {
    const held = await aHeldShard();
    await pass(100);
    expect(await turn()).toBe(0);
    expect(await work(25)).toBe(0);
    expect(await work(10)).toBe(1);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'queued', reason: 'lease_lost' });
  });

  it('stays also when it ends right after they are back', async () => {
    await aHeldShard();
    await pass(28);
    expect(await turn()).toBe(0);
    expect(await work(25)).toBe(0);
    expect(await work(10)).toBe(1);
  });

  it('stays when they go away again before engines could come back', async () => {
    await aHeldShard();
    await pass(100);
    expect(await turn()).toBe(0);
    await pass(100);
    expect(await turn()).toBe(0);
    expect(await work(25)).toBe(0);
    expect(await work(10)).toBe(1);
  });

  it('stays when the console stood still between its claim and its work', async () => {
    await aHeldShard();
    await pass(100);
    expect(await bench.expiry.sweep()).toBe(0);
  });

  it('takes report bytes and its end as before', async () => {
    const held = await aHeldShard();
    await pass(100);
    await turn();
    await expect(bench.append(held, 0, '<nmaprun>')).resolves.toBe(9);
    await expect(bench.append(held, 9, '</nmaprun>')).resolves.toBe(19);
    await bench.finish(held, { kind: 'completed', ...words });
    await bench.settle(held);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'delivered' });
  });
});

describe('a lease that ends while the consoles are there', () => {
  beforeEach(async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
  });

  it('is taken with the next turn', async () => {
    await aHeldShard();
    expect(await work(30)).toBe(0);
    expect(await work(5)).toBe(1);
  });

  it('is taken with the next turn after an absence that is long past', async () => {
    await pass(100);
    await turn();
    await work(35);
    await aHeldShard();
    expect(await work(30)).toBe(0);
    expect(await work(5)).toBe(1);
  });

  it('is taken at once when it had ended before they went away', async () => {
    await aHeldShard();
    await work(25);
    await pass(6);
    await claimSweep(bench.database, { name: 'expire-leases', seconds: 5 });
    await pass(100);
    expect(await turn()).toBe(1);
  });

  it('is kept by renewing, sending or finishing late, as long as nobody took it', async () => {
    const held = await aHeldShard();
    await pass(31);
    await expect(renew(held)).resolves.toMatchObject({ order: null });
    await pass(31);
    await expect(bench.append(held, 0, '<nmaprun>')).resolves.toBe(9);
    await bench.finish(held, { kind: 'completed', ...words });
    await bench.settle(held);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'delivered' });
  });
});

describe('an order', () => {
  it('that engines could not be told of takes no lease', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1'] });
    const held = await aHeldShard();
    await bench.database.transaction((tx) => bench.ledger.cancel(tx, scanId, 'ann'));
    await pass(100);
    expect(await turn()).toBe(0);
    for (let second = 0; second < 80; second += 10) {
      await renew(held);
      expect(await work(10)).toBe(0);
    }
    await renew(held);
    expect(await work(15)).toBe(1);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled' });
  });
});

describe('an engine that gave up because it could not renew', () => {
  it('has lost its lease: nothing is held against the shard or the engine, and it may go on', async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    await bench.append(held, 0, '<nmaprun>');
    const detail = 'the lease could not be renewed before it ended';
    await bench.finish(held, { kind: 'failed', reason: 'lease_lost', detail, ...words });
    await bench.settle(held, { complete: false });
    expect(await bench.shard(held.shardId)).toMatchObject({
      state: 'queued',
      attempts: 0,
      lost_leases: 1,
      reason: 'lease_lost',
      not_before: null,
    });
    expect(await bench.database.query(`SELECT outcome, reason FROM shard_run`)).toEqual([
      { outcome: 'lost', reason: 'lease_lost' },
    ]);
    expect(await bench.leaseOne(engine)).toMatchObject({ epoch: 2 });
  });
});
