import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBench } from '../../../test/ledger-bench.js';

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.database.query(`DELETE FROM engine_pool_member`);
  await bench.database.query(`UPDATE engine SET retired_at = now()`);
  await bench.database.query(`UPDATE zone SET max_shards = NULL`);
});

const addresses = (count: number, net = 1): string[] => Array.from({ length: count }, (_, at) => `10.0.${net}.${at}`);

/** A run that ends well, with all that it was given. */
async function finish(held: { shardId: string; epoch: number; engineId: string }): Promise<void> {
  await bench.append(held, 0, '<nmaprun/>');
  await bench.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
  await bench.settle(held);
}

describe('a rate budget', () => {
  const reserved = async (siteId: string): Promise<number> => {
    const rows = await bench.database.query<{ rate: number }>(
      `SELECT coalesce(sum(leased_rate), 0)::int AS rate FROM shard JOIN scan ON scan.id = scan_id
       WHERE site_id = $1 AND shard.state IN ('leased', 'scanning')`,
      [siteId],
    );
    return rows[0]?.rate ?? 0;
  };

  it('of a site is divided over the slots that could take its shards, and used up', async () => {
    const siteId = await bench.aSite({ maxRate: 1000 });
    await bench.aScan({ shards: addresses(20, 1), siteId });
    await bench.aScan({ shards: addresses(20, 2), siteId });
    const engines = await Promise.all([1, 2, 3].map((slots) => bench.anEngine({ slots })));
    const rates: (number | null)[] = [];
    for (const [at, engine] of engines.entries()) {
      rates.push(...(await bench.lease(engine, at + 1)).map(({ manifest }) => manifest.maxRate));
    }
    expect(rates).toEqual([166, 166, 167, 167, 167, 167]);
    expect(await reserved(siteId)).toBe(1000);
  });

  it('is never exceeded and used within 5 % when many engines ask at once, lease after lease', async () => {
    const siteId = await bench.aSite({ maxRate: 777 });
    await bench.aScan({ shards: addresses(60, 1), siteId });
    await bench.aScan({ shards: addresses(60, 2), siteId });
    const engines = await Promise.all(Array.from({ length: 6 }, () => bench.anEngine({ slots: 2 })));
    const held: { shardId: string; epoch: number; engineId: string }[] = [];
    for (let round = 0; round < 5; round += 1) {
      const given = await Promise.all(engines.map((engine) => bench.lease(engine, 2)));
      given.forEach((leases, at) => {
        const engineId = engines[at]?.engineId ?? '';
        held.push(...leases.map(({ manifest: { shardId, epoch } }) => ({ shardId, epoch, engineId })));
      });
      const rate = await reserved(siteId);
      expect(rate).toBeLessThanOrEqual(777);
      expect(rate).toBeGreaterThanOrEqual(777 * 0.95);
      for (const lease of held.splice(0, 5)) await finish(lease);
    }
  });

  it('goes whole to the only shard that waits, and no further shard starts until it is given back', async () => {
    const siteId = await bench.aSite({ maxRate: 500 });
    await bench.aScan({ shards: addresses(1, 1), siteId });
    const engine = await bench.anEngine();
    const [lease] = await bench.lease(engine, 4);
    expect(lease?.manifest.maxRate).toBe(500);
    const later = await bench.aScan({ shards: addresses(1, 2), siteId });
    expect(await bench.lease(engine, 3)).toEqual([]);
    const { shardId, epoch } = lease?.manifest ?? { shardId: '', epoch: 0 };
    await finish({ shardId, epoch, engineId: engine.engineId });
    const [next] = await bench.lease(engine, 3);
    expect(next?.manifest).toMatchObject({ scanId: later, maxRate: 500 });
  });

  it('is not shared with engines that may not scan there, are full, offline, draining or not approved', async () => {
    const siteId = await bench.aSite({ maxRate: 900 });
    await bench.aScan({ shards: addresses(9, 1), siteId });
    const engine = await bench.anEngine({ slots: 2 });
    await bench.anEngine({ allowed: ['192.0.2.0/24'] });
    await bench.anEngine({ scanners: ['masscan'] });
    for (const change of [
      'draining = true',
      'approved = false',
      'enabled = false',
      `last_seen_at = '2020-01-01'`,
      'slots = 0',
    ]) {
      const { engineId } = await bench.anEngine();
      await bench.database.query(`UPDATE engine SET ${change} WHERE id = $1`, [engineId]);
    }
    const leases = await bench.lease(engine, 2);
    expect(leases.map(({ manifest }) => manifest.maxRate)).toEqual([450, 450]);
  });

  it('leaves to others what an engine or a command would not use', async () => {
    const siteId = await bench.aSite({ maxRate: 1000 });
    await bench.aScan({ shards: addresses(1, 1), siteId, options: '-sT --max-rate 50' });
    await bench.aScan({ shards: addresses(2, 2), siteId });
    const slow = await bench.anEngine({ slots: 2, maxRate: 70 });
    const fast = await bench.anEngine({ slots: 1 });
    const rates = async (engine: typeof slow, slots: number): Promise<(number | null)[]> =>
      (await bench.lease(engine, slots)).map(({ manifest }) => manifest.maxRate);
    expect((await rates(slow, 2)).toSorted()).toEqual([50, 70]);
    expect(await rates(fast, 1)).toEqual([880]);
  });

  it('of one scan holds beside that of its site, and without a site', async () => {
    const siteId = await bench.aSite({ maxRate: 1000 });
    await bench.aScan({ shards: addresses(2, 1), siteId, maxRate: 60 });
    const alone = await bench.aScan({ shards: addresses(2, 2), maxRate: 7 });
    const leases = await bench.lease(await bench.anEngine({ slots: 4 }), 4);
    const rates = (own: boolean): (number | null)[] =>
      leases.filter(({ manifest }) => (manifest.scanId === alone) === own).map(({ manifest }) => manifest.maxRate);
    expect(rates(false)).toEqual([30, 30]);
    expect(rates(true)).toEqual([3, 4]);
  });

  it('gives shares of one where there are more slots than packets, and then no more', async () => {
    const siteId = await bench.aSite({ maxRate: 2 });
    await bench.aScan({ shards: addresses(4, 1), siteId });
    const leases = await bench.lease(await bench.anEngine({ slots: 4 }), 4);
    expect(leases.map(({ manifest }) => manifest.maxRate)).toEqual([1, 1]);
  });

  it('waits for shards that were leased before there was one, as nobody knows what they send', async () => {
    const siteId = await bench.aSite();
    await bench.aScan({ shards: addresses(2, 1), siteId });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    await bench.database.query(`UPDATE site SET max_rate = 100 WHERE id = $1`, [siteId]);
    expect(await bench.lease(engine)).toEqual([]);
    await finish(held);
    expect((await bench.lease(engine))[0]?.manifest.maxRate).toBe(100);
  });

  it('reaches an engine of protocol 1 in the options, and again when the answer was lost', async () => {
    await bench.aScan({ shards: addresses(1, 1), maxRate: 40, options: '-sT --max-rate 90' });
    const old = await bench.anEngine({ protocol: 1 });
    const [lease] = await bench.lease(old);
    const wanted = { maxRate: null, options: [{ name: '-sT' }, { name: '--max-rate', value: '40' }] };
    expect(lease?.manifest).toMatchObject(wanted);
    bench.bench.clock.pass(6);
    const again = await bench.database.transaction((tx) =>
      bench.ledger.repeatLeases(tx, old.engineId, { known: new Set(), seconds: 5 }),
    );
    expect(again[0]?.manifest).toMatchObject(wanted);
  });

  it('changes nothing in the manifest of a scan without one', async () => {
    await bench.aScan({ shards: addresses(1, 1) });
    const [lease] = await bench.lease(await bench.anEngine());
    expect(lease?.manifest).toMatchObject({ maxRate: null, options: [{ name: '-sT' }] });
  });
});
