import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LedgerBench } from '../../test/ledger-bench.js';

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(() => bench.clear());

const addresses = (count: number, net = 1): string[] => Array.from({ length: count }, (_, at) => `10.0.${net}.${at}`);

describe('a pool', () => {
  it('keeps a scan for engines that are in it at that moment', async () => {
    const poolId = await bench.aPool();
    const [member, other] = [await bench.anEngine({ poolId }), await bench.anEngine()];
    await bench.aScan({ shards: addresses(3), poolId });
    expect(await bench.lease(other)).toEqual([]);
    expect(await bench.lease(member)).toHaveLength(1);
    await bench.database.query(`DELETE FROM engine_pool_member WHERE engine_id = $1`, [member.engineId]);
    await bench.database.query(`INSERT INTO engine_pool_member VALUES ($1, $2)`, [poolId, other.engineId]);
    expect(await bench.lease(member)).toEqual([]);
    expect(await bench.lease(other)).toHaveLength(1);
  });
});

describe('priorities', () => {
  it('share the slots of a zone, sixteen to four to one', async () => {
    const scans = {
      low: await bench.aScan({ shards: addresses(42, 1), priority: 'low' }),
      normal: await bench.aScan({ shards: addresses(42, 2), priority: 'normal' }),
      high: await bench.aScan({ shards: addresses(42, 3), priority: 'high' }),
    };
    const leases = await bench.lease(await bench.anEngine(), 42);
    const got = (id: string): number => leases.filter(({ manifest }) => manifest.scanId === id).length;
    expect([got(scans.low), got(scans.normal), got(scans.high)]).toEqual([2, 8, 32]);
  });

  it('hold across looks and engines, and change with the next lease', async () => {
    const low = await bench.aScan({ shards: addresses(60, 1), priority: 'low' });
    const high = await bench.aScan({ shards: addresses(60, 2), priority: 'high' });
    const [one, other] = [await bench.anEngine(), await bench.anEngine()];
    for (let look = 0; look < 17; look += 1) await bench.lease(look % 2 === 0 ? one : other, 1);
    expect([await bench.running('scan.id = $1', [low]), await bench.running('scan.id = $1', [high])]).toEqual([1, 16]);
    await bench.database.transaction((tx) => bench.store.prioritise(tx, low, 'high'));
    for (let look = 0; look < 15; look += 1) await bench.lease(look % 2 === 0 ? one : other, 1);
    expect([await bench.running('scan.id = $1', [low]), await bench.running('scan.id = $1', [high])]).toEqual([16, 16]);
  });

  it('let a scan of low priority have its turns also where one slot is all there is', async () => {
    const low = await bench.aScan({ shards: addresses(20, 1), priority: 'low' });
    await bench.aScan({ shards: addresses(40, 2), priority: 'high' });
    const engine = await bench.anEngine();
    const turns: string[] = [];
    for (let turn = 0; turn < 34; turn += 1) {
      const [lease] = await bench.lease(engine);
      if (!lease) throw new Error('there was no shard');
      turns.push(lease.manifest.scanId);
      await bench.database.query(`UPDATE shard SET state = 'delivered' WHERE id = $1`, [lease.manifest.shardId]);
    }
    expect(turns.filter((id) => id === low)).toHaveLength(2);
  });
});

describe('random order', () => {
  it('deals the shards of a scan in another order than that of their addresses, each once', async () => {
    const wanted = addresses(40, 1);
    await bench.aScan({ shards: wanted, randomised: true });
    const leases = await bench.lease(await bench.anEngine(), 40);
    const dealt = leases.map(({ manifest }) => manifest.addressSet);
    expect(dealt).not.toEqual(wanted);
    expect(dealt.toSorted()).toEqual(wanted.toSorted());
  });
});

describe('an engine', () => {
  it('finds the scan that it may work on behind many that it may not', async () => {
    for (let scan = 0; scan < 55; scan += 1) await bench.aScan({ shards: addresses(1, scan) });
    bench.bench.clock.pass(1);
    const scanId = await bench.aScan({ shards: ['10.1.0.1'] });
    const leases = await bench.lease(await bench.anEngine({ allowed: ['10.1.0.0/16'] }));
    expect(leases.map(({ manifest }) => manifest.scanId)).toEqual([scanId]);
  });

  it('costs a look that finds nothing no more than two questions', async () => {
    await bench.aScan({ shards: addresses(1, 1) });
    const elsewhere = { ...(await bench.anEngine()), zoneId: randomUUID() };
    const asked: string[] = [];
    await bench.database.transaction(async (tx) => {
      const query = tx.query.bind(tx);
      tx.query = ((sql: string, parameters?: unknown[]) => {
        asked.push(sql);
        return query(sql, parameters);
      }) as typeof tx.query;
      expect(await bench.ledger.lease(tx, elsewhere, 1)).toEqual([]);
    });
    expect(asked).toHaveLength(2);
  });
});
