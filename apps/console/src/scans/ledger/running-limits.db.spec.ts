import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LedgerBench } from '../../../test/ledger-bench.js';

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(() => bench.clear());

const addresses = (count: number, net = 1): string[] => Array.from({ length: count }, (_, at) => `10.0.${net}.${at}`);

/** A run that ends well, with all that it was given. */
async function finish(held: { shardId: string; epoch: number; engineId: string }): Promise<void> {
  await bench.append(held, 0, '<nmaprun/>');
  await bench.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
  await bench.settle(held);
}

describe('a limit', () => {
  const many = async (count: number, wish: { maxShards?: number } = {}): ReturnType<typeof manyEngines> =>
    manyEngines(count, wish);
  async function manyEngines(
    count: number,
    wish: { maxShards?: number },
  ): Promise<Awaited<ReturnType<typeof bench.anEngine>>[]> {
    return Promise.all(Array.from({ length: count }, () => bench.anEngine(wish)));
  }

  it('of a site holds when many engines ask at once', async () => {
    const siteId = await bench.aSite({ maxShards: 3 });
    await bench.aScan({ shards: addresses(10, 1), siteId });
    await bench.aScan({ shards: addresses(10, 2), siteId });
    const free = await bench.aScan({ shards: addresses(6, 3) });
    const engines = await many(8);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(engines.map((engine) => bench.lease(engine, 2)));
      expect(await bench.running('site_id = $1', [siteId])).toBe(3);
    }
    expect(await bench.running('scan.id = $1', [free])).toBe(6);
  });

  it('of a zone holds when many engines ask at once', async () => {
    await bench.database.query(`UPDATE zone SET max_shards = 5`);
    await bench.aScan({ shards: addresses(20, 1) });
    await bench.aScan({ shards: addresses(20, 2) });
    const engines = await many(8);
    await Promise.all(engines.map((engine) => bench.lease(engine, 2)));
    expect(await bench.running('true', [])).toBe(5);
  });

  it('of an engine holds when it asks twice at once', async () => {
    await bench.aScan({ shards: addresses(20, 1) });
    const [engine] = await many(1, { maxShards: 3 });
    if (!engine) throw new Error('there is an engine');
    await Promise.all([bench.lease(engine, 2), bench.lease(engine, 2), bench.lease(engine, 2)]);
    expect(await bench.running('shard.engine_id = $1', [engine.engineId])).toBe(3);
    expect(await bench.lease(engine, 4)).toEqual([]);
  });

  it('calls those who wait when a shard under it ends, and nobody where there is none', async () => {
    const siteId = await bench.aSite({ maxShards: 1 });
    await bench.aScan({ shards: addresses(2, 1), siteId });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    expect(await bench.lease(engine)).toEqual([]);
    bench.bench.bus.take();
    await finish(held);
    expect(bench.bench.bus.take().map(({ topic }) => topic)).toContain('work');
    expect(await bench.lease(engine)).toHaveLength(1);
    await bench.database.query(`DELETE FROM scan`);
    await bench.aScan({ shards: addresses(1, 2) });
    const free = await bench.leaseOne(engine);
    bench.bench.bus.take();
    await finish(free);
    expect(bench.bench.bus.take().map(({ topic }) => topic)).not.toContain('work');
  });

  it('of one site does not hold up scans of others, however many wait for it', async () => {
    const siteId = await bench.aSite({ maxShards: 1 });
    for (let scan = 0; scan < 55; scan += 1) await bench.aScan({ shards: addresses(1, scan), siteId });
    bench.bench.clock.pass(1);
    const other = await bench.aScan({ shards: addresses(1, 200) });
    const engine = await bench.anEngine();
    await bench.lease(engine);
    expect((await bench.lease(engine)).map(({ manifest }) => manifest.scanId)).toEqual([other]);
  });

  it('leads to no deadlock beside closing, pausing and excluding shards', async () => {
    const siteIds = [
      await bench.aSite({ maxShards: 4, maxRate: 900 }),
      await bench.aSite({ maxShards: 4, maxRate: 900 }),
    ];
    await bench.database.query(`UPDATE zone SET max_shards = 7`);
    const scans = await Promise.all(
      siteIds.flatMap((siteId, at) =>
        [0, 1].map((more) => bench.aScan({ shards: addresses(12, at * 2 + more), siteId, maxRate: 700 })),
      ),
    );
    const engines = await many(5, { maxShards: 3 });
    const exclude = async (target: string): Promise<void> => {
      await bench.database.query(
        `INSERT INTO exclusion (id, scope, target, author, created_at) VALUES ($1, 'global', $2, 'test', now())`,
        [randomUUID(), target],
      );
    };
    const work = async (engine: (typeof engines)[number]): Promise<void> => {
      for (let turn = 0; turn < 14; turn += 1) {
        const leases = await bench.lease(engine, 2);
        for (const { manifest } of leases) {
          await finish({ shardId: manifest.shardId, epoch: manifest.epoch, engineId: engine.engineId });
        }
      }
    };
    const operate = async (scanId: string): Promise<void> => {
      for (let click = 0; click < 5; click += 1) {
        for (const order of ['pause', 'resume'] as const) {
          await bench.database.transaction((tx) => bench.ledger[order](tx, scanId)).catch(ended);
        }
      }
    };
    const ended = (error: unknown): void => {
      if (!(error instanceof Error && 'code' in error && error.code === 'scan_ended')) throw error;
    };
    const excluding = async (): Promise<void> => {
      for (const net of [3, 1, 0, 2]) await exclude(`10.0.${net}.11`);
    };
    await Promise.all([...engines.map(work), ...scans.map(operate), excluding()]);
    for (const engine of engines) await work(engine);
    for (const scan of scans) expect(await bench.scan(scan)).toMatchObject({ state: 'completed', partial: false });
    await bench.database.query(`DELETE FROM exclusion`);
  });
});
