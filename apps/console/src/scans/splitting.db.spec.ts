import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import fc from 'fast-check';
import { LedgerBench } from '../../test/ledger-bench.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const stopped = { kind: 'stopped' as const, order: 'pause' as const, ...words };

type Held = Awaited<ReturnType<LedgerBench['leaseOne']>>;

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.database.query(`UPDATE engine SET retired_at = now()`);
});

/** Starts the scanner of a lease, which expects to end in so many seconds (null = does not say), and lets time pass. */
async function run(held: Held, wish: { seconds?: number | null; ran?: number; percent?: number } = {}): Promise<void> {
  const { seconds = 600, ran = 90, percent = 0 } = wish;
  await bench.append(held, 0, '<nmaprun>');
  bench.bench.clock.pass(ran);
  const ends = seconds === null ? null : new Date(bench.bench.clock.now().getTime() + seconds * 1000);
  const lease = new Date(bench.bench.clock.now().getTime() + 30_000);
  await bench.database.query(
    `UPDATE shard SET estimated_end_at = $2, percent = $3, lease_expires_at = $4 WHERE id = $1`,
    [held.shardId, ends, percent, lease],
  );
  // The engines of the test are there all the time.
  await bench.database.query(`UPDATE engine SET last_seen_at = $1`, [bench.bench.clock.now()]);
}

async function stop(held: Held): Promise<void> {
  await bench.finish(held, stopped);
  await bench.settle(held, { complete: false });
}

const orderOf = async (held: Held): Promise<string | null> => (await bench.shard(held.shardId)).ordered;

/** A scan of one shard that runs, and an idle engine with three slots. */
async function aLongRun(
  wish: Parameters<LedgerBench['aScan']>[0] = { shards: ['10.0.0.0-10.0.0.99'] },
  time: Parameters<typeof run>[1] = {},
): Promise<{ scanId: string; held: Held; idle: Awaited<ReturnType<LedgerBench['anEngine']>> }> {
  const scanners = [wish.scanner ?? 'nmap'];
  const scanId = await bench.aScan(wish);
  const held = await bench.leaseOne(await bench.anEngine({ slots: 1, scanners }));
  const idle = await bench.anEngine({ slots: 3, scanners });
  await run(held, time);
  return { scanId, held, idle };
}

describe('a shard with long to go', () => {
  it('is divided among the slots that have nothing to do, without losing or doubling an address', async () => {
    const { scanId, held, idle } = await aLongRun();
    bench.bench.bus.take();
    expect(await bench.lease(idle, 3)).toEqual([]);
    expect(await orderOf(held)).toBe('split');
    expect(bench.bench.bus.take()).toEqual([{ topic: 'orders', message: { engineId: held.engineId } }]);
    const orders = await bench.database.transaction((tx) => bench.ledger.ordersFor(tx, held.engineId, [held]));
    expect(orders).toEqual([{ shardId: held.shardId, epoch: held.epoch, order: 'pause' }]);

    await bench.cover(held.shardId, '10.0.0.0-10.0.0.19');
    await stop(held);
    const shards = await sets(scanId);
    expect(shards.map(({ address_set }) => address_set)).toEqual([
      '10.0.0.0-10.0.0.39',
      '10.0.0.40-10.0.0.59',
      '10.0.0.60-10.0.0.79',
      '10.0.0.80-10.0.0.99',
    ]);
    expect(shards.map(({ number, split_from }) => [number, split_from])).toEqual([
      [1, null],
      [2, held.shardId],
      [3, held.shardId],
      [4, held.shardId],
    ]);
    const given = await bench.lease(idle, 3);
    const rest = await bench.leaseOne(await bench.anEngine());
    const probed = [rest.addressSet, ...given.map(({ manifest }) => manifest.addressSet)];
    expect(AddressSet.parse(probed.join(',')).toString()).toBe('10.0.0.20-10.0.0.99');
    expect(await bench.database.query(`SELECT shard_count FROM scan WHERE id = $1`, [scanId])).toEqual([
      { shard_count: 4 },
    ]);
  });

  it('completes with its parts, and the scan with it', async () => {
    const { scanId, held, idle } = await aLongRun();
    await bench.lease(idle, 1);
    await bench.cover(held.shardId, '10.0.0.0-10.0.0.19');
    await stop(held);
    for (;;) {
      const [lease] = await bench.lease(idle, 1);
      if (!lease) break;
      const part = { ...lease.manifest, engineId: idle.engineId };
      await bench.append(part, 0, '<nmaprun/>');
      await bench.finish(part, { kind: 'completed', ...words });
      await bench.settle(part);
    }
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false, addresses_done: '100' });
  });

  it('keeps what was excluded from it, and its parts have none of that', async () => {
    const { scanId, held, idle } = await aLongRun();
    await bench.lease(idle, 3);
    await bench.database.query(
      `UPDATE shard SET dropped_set = '10.0.0.50-10.0.0.99', dropped_count = 50 WHERE id = $1`,
      [held.shardId],
    );
    await stop(held);
    const [first, ...parts] = await sets(scanId);
    expect(AddressSet.parse(first?.address_set ?? '').containsSet(AddressSet.parse('10.0.0.50-10.0.0.99'))).toBe(true);
    expect(parts.length).toBeGreaterThan(0);
    for (const part of parts)
      expect(AddressSet.parse(part.address_set).overlaps(AddressSet.parse('10.0.0.50-10.0.0.99'))).toBe(false);
  });

  it('is judged by its pace where its scanner gives no estimate', async () => {
    const slow = await aLongRun(undefined, { seconds: null, ran: 100, percent: 20 });
    await bench.lease(slow.idle);
    expect(await orderOf(slow.held)).toBe('split');
    await bench.database.query(`DELETE FROM scan`);
    const fast = await aLongRun(undefined, { seconds: null, ran: 100, percent: 60 });
    await bench.lease(fast.idle);
    expect(await orderOf(fast.held)).toBeNull();
    await bench.database.query(`DELETE FROM scan`);
    const covering = await aLongRun(undefined, { seconds: null, ran: 1000, percent: 0 });
    await bench.cover(covering.held.shardId, '10.0.0.0-10.0.0.94');
    await bench.lease(covering.idle);
    expect(await orderOf(covering.held)).toBeNull();
  });

  it.each([
    ['is nearly done', { seconds: 100 }],
    ['was just started', { ran: 30 }],
  ])('is left alone when it %s', async (_, time) => {
    const { held, idle } = await aLongRun(undefined, time);
    await bench.lease(idle);
    expect(await orderOf(held)).toBeNull();
  });

  it('is left alone when one address is all that is open', async () => {
    const { held, idle } = await aLongRun({ shards: ['10.0.0.0-10.0.0.9'] });
    await bench.cover(held.shardId, '10.0.0.0-10.0.0.8');
    await bench.lease(idle);
    expect(await orderOf(held)).toBeNull();
  });

  it('of masscan is left alone when it has done most, which would be done again', async () => {
    const wish = { shards: ['10.0.0.0-10.0.0.99'], scanner: 'masscan' as const };
    const { held, idle } = await aLongRun(wish, { seconds: 500, ran: 450 });
    await bench.lease(idle);
    expect(await orderOf(held)).toBeNull();
    await bench.database.query(`DELETE FROM scan`);
    const early = await aLongRun(wish, { seconds: 500, ran: 100 });
    await bench.lease(early.idle);
    expect(await orderOf(early.held)).toBe('split');
  });

  it.each([
    ['may not scan its addresses', { allowed: ['192.0.2.0/24'] }],
    ['has not its scanner', { scanners: ['masscan' as const] }],
  ])('is left alone when the idle engine %s', async (_, wish) => {
    const { held } = await aLongRun();
    await bench.lease(await bench.anEngine(wish));
    expect(await orderOf(held)).toBeNull();
  });

  it('is left alone when the idle engine is not in its pool, or a limit or budget would keep the parts waiting', async () => {
    const poolId = await bench.aPool();
    const [siteId, slowSite] = [await bench.aSite({ maxShards: 1 }), await bench.aSite({ maxRate: 5 })];
    for (const wish of [{ poolId }, { siteId }, { siteId: slowSite }, { maxRate: 9 }]) {
      await bench.database.query(`DELETE FROM scan`);
      await bench.aScan({ shards: ['10.0.0.0-10.0.0.99'], ...wish });
      const held = await bench.leaseOne(await bench.anEngine({ poolId }));
      await run(held);
      await bench.lease(await bench.anEngine());
      expect(await orderOf(held)).toBeNull();
    }
  });

  it('is left alone while its scan is paused or stopped, and an order outranks the split', async () => {
    for (const order of ['pause', 'cancel'] as const) {
      await bench.database.query(`DELETE FROM scan`);
      const { scanId, held, idle } = await aLongRun();
      await bench.database.transaction((tx) => bench.ledger[order](tx, scanId, 'somebody'));
      await bench.lease(idle);
      expect(await orderOf(held)).toBe(order);
    }
    await bench.database.query(`DELETE FROM scan`);
    const { scanId, held, idle } = await aLongRun();
    await bench.lease(idle);
    await bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
    expect(await orderOf(held)).toBe('pause');
    await stop(held);
    expect(await bench.shards(scanId)).toEqual([expect.objectContaining({ state: 'paused' })]);
  });

  it('is one at a time in a scan, the longest first, also when many idle engines ask at once', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0-10.0.0.99', '10.0.1.0-10.0.1.99', '10.0.2.0-10.0.2.99'] });
    const busy = await bench.anEngine();
    const held = [await bench.leaseOne(busy), await bench.leaseOne(busy), await bench.leaseOne(busy)];
    for (const [at, one] of held.entries()) await run(one, { seconds: at === 1 ? 5000 : 900 });
    const idle = await Promise.all(Array.from({ length: 5 }, () => bench.anEngine()));
    await Promise.all(idle.map((engine) => bench.lease(engine, 2)));
    expect((await bench.shards(scanId)).map(({ ordered }) => ordered)).toEqual([null, 'split', null]);
  });

  it('is one at a time in a scan also for idle engines that could help with different ones', async () => {
    for (let round = 0; round < 6; round += 1) {
      await bench.database.query(`DELETE FROM scan`);
      const scanId = await bench.aScan({ shards: [0, 1, 2, 3].map((net) => `10.0.${net}.0-10.0.${net}.99`) });
      const busy = await bench.anEngine();
      const held = (await bench.lease(busy, 4)).map(({ manifest }) => ({ ...manifest, engineId: busy.engineId }));
      for (const one of held) await run(one, { seconds: 9000 });
      const idle = await Promise.all([0, 1, 2, 3].map((net) => bench.anEngine({ allowed: [`10.0.${net}.0/24`] })));
      await Promise.all(idle.map((engine) => bench.lease(engine)));
      expect((await bench.shards(scanId)).filter(({ ordered }) => ordered === 'split')).toHaveLength(1);
    }
  });

  it('goes on whole when nobody is idle any more by the time it has stopped', async () => {
    const { scanId, held, idle } = await aLongRun();
    await bench.lease(idle, 3);
    await bench.database.query(`UPDATE engine SET draining = true WHERE id = $1`, [idle.engineId]);
    await stop(held);
    expect(await bench.shards(scanId)).toEqual([expect.objectContaining({ state: 'queued', ordered: null })]);
  });

  it('is divided too when its engine dies instead of stopping', async () => {
    const { scanId, held, idle } = await aLongRun();
    await bench.lease(idle, 3);
    await bench.cover(held.shardId, '10.0.0.0-10.0.0.9');
    bench.bench.clock.pass(31);
    await bench.database.query(`UPDATE engine SET last_seen_at = $1`, [bench.bench.clock.now()]);
    await bench.expiry.sweep();
    await bench.settle(held, { complete: false });
    const shards = await bench.shards(scanId);
    expect(shards.length).toBeGreaterThan(1);
    expect(shards.every(({ state, ordered }) => state === 'queued' && ordered === null)).toBe(true);
  });

  it('loses its lease when its engine does not obey, as with any order', async () => {
    const { held, idle } = await aLongRun();
    await bench.lease(idle, 3);
    bench.bench.clock.pass(61);
    await bench.database.query(`UPDATE shard SET lease_expires_at = $1 WHERE id = $2`, [
      new Date(bench.bench.clock.now().getTime() + 30_000),
      held.shardId,
    ]);
    await bench.expiry.sweep();
    expect((await bench.shard(held.shardId)).lease_expires_at).toBeNull();
  });

  it('is divided exactly, whatever it has covered and dropped', async () => {
    const part = fc
      .tuple(fc.nat(199), fc.nat(60))
      .map(([first, length]) => `10.0.0.${first}-10.0.0.${Math.min(199, first + length)}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 3 }),
        fc.array(part, { maxLength: 2 }),
        fc.integer({ min: 1, max: 6 }),
        async (covered, dropped, slots) => {
          await bench.database.query(`DELETE FROM scan`);
          await bench.database.query(`UPDATE engine SET retired_at = now()`);
          const scanId = await bench.aScan({ shards: ['10.0.0.0-10.0.0.199'] });
          const held = await bench.leaseOne(await bench.anEngine({ slots: 1 }));
          await bench.anEngine({ slots });
          await run(held);
          if (covered.length > 0) await bench.cover(held.shardId, covered.join(','));
          const done = AddressSet.parse(covered.join(','));
          const out = AddressSet.parse(dropped.join(',')).subtract(done);
          await bench.database.query(
            `UPDATE shard SET ordered = 'split', ordered_at = $2, dropped_set = $3, dropped_count = $4 WHERE id = $1`,
            [held.shardId, bench.bench.clock.now(), out.toString(), out.count().toString()],
          );
          await stop(held);
          const shards = await sets(scanId);
          const all = AddressSet.uniteAll(shards.map(({ address_set }) => AddressSet.parse(address_set)));
          expect(all.toString()).toBe('10.0.0.0-10.0.0.199');
          expect(shards.reduce((sum, { address_count }) => sum + Number(address_count), 0)).toBe(200);
          for (const [at, shard] of shards.entries()) {
            expect(shard.number).toBe(at + 1);
            expect(AddressSet.parse(shard.address_set).count().toString()).toBe(shard.address_count);
            const left = AddressSet.parse(shard.address_set).subtract(done).subtract(out);
            if (at > 0) expect(left.toString()).toBe(shard.address_set);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

async function sets(
  scanId: string,
): Promise<{ number: number; address_set: string; address_count: string; split_from: string | null }[]> {
  return bench.database.query(
    `SELECT number, address_set, address_count, split_from FROM shard WHERE scan_id = $1 ORDER BY number`,
    [scanId],
  );
}
