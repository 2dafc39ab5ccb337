import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { LedgerBench } from '../../test/ledger-bench.js';
import { DEFAULT_ZONE } from '../../test/harness.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const stopped = { kind: 'stopped' as const, order: 'pause' as const, ...words };

let bench: LedgerBench;
beforeAll(async () => {
  bench = await LedgerBench.open();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.database.query(`DELETE FROM exclusion`);
  await bench.database.query(`DELETE FROM scope_name`);
  bench.resolver.known.clear();
});

async function exclude(
  target: string,
  wish: { reason?: string; siteId?: string; expiresAt?: Date } = {},
): Promise<string> {
  const id = randomUUID();
  await bench.database.query(
    `INSERT INTO exclusion (id, scope, site_id, target, reason, author, expires_at, created_at)
     VALUES ($1, $2, $3, $4, $5, 'test', $6, now())`,
    [id, wish.siteId ? 'site' : 'global', wish.siteId ?? null, target, wish.reason ?? '', wish.expiresAt ?? null],
  );
  return id;
}
const pause = (scanId: string): Promise<void> => bench.database.transaction((tx) => bench.ledger.pause(tx, scanId));
const resume = (scanId: string): Promise<void> => bench.database.transaction((tx) => bench.ledger.resume(tx, scanId));
const problems = async (scanId: string): Promise<unknown> =>
  (await bench.database.query(`SELECT problems FROM scan WHERE id = $1`, [scanId]))[0]?.['problems'];
const dropped = async (scanId: string): Promise<unknown> =>
  (await bench.database.query(`SELECT dropped_addresses::int AS n FROM scan WHERE id = $1`, [scanId]))[0]?.['n'];

describe('a new exclusion', () => {
  it('stops the running shard that works on it, which goes on without it and without what is covered', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.9', '10.0.1.1'] });
    const engine = await bench.anEngine();
    const held = await bench.leaseOne(engine);
    const other = await bench.leaseOne(engine);
    await bench.append(held, 0, '<nmaprun>');
    await bench.guard.look();
    bench.bench.bus.take();
    await exclude('10.0.0.5');
    await bench.guard.look();
    expect(bench.bench.bus.take()).toContainEqual({ topic: 'orders', message: { engineId: engine.engineId } });
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning', ordered: 'replan' });
    expect(await bench.shard(other.shardId)).toMatchObject({ state: 'leased', ordered: null });
    const orders = await bench.database.transaction((tx) =>
      bench.ledger.ordersFor(
        tx,
        engine.engineId,
        [held, other].map(({ shardId, epoch }) => ({ shardId, epoch })),
      ),
    );
    expect(orders).toEqual([{ shardId: held.shardId, epoch: 1, order: 'pause' }]);
    await bench.cover(held.shardId, '10.0.0.1-10.0.0.2');
    await bench.finish(held, stopped);
    await bench.settle(held, { complete: false });
    expect(await bench.shard(held.shardId)).toMatchObject({
      state: 'queued',
      ordered: null,
      attempts: 0,
      lost_leases: 0,
    });
    expect(await bench.leaseOne(engine)).toMatchObject({ addressSet: '10.0.0.3-10.0.0.4,10.0.0.6-10.0.0.9', epoch: 2 });
    expect(await dropped(scanId)).toBe(1);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
  });

  it('leaves alone what has covered the address already, and what it does not concern', async () => {
    const siteId = randomUUID();
    await bench.database.query(
      `INSERT INTO site (id, zone_id, name, targets, address_count, name_count, created_at, updated_at)
       VALUES ($1, $2, $3, '10.9.0.0/24', 256, 0, now(), now())`,
      [siteId, DEFAULT_ZONE, `site ${siteId}`],
    );
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await bench.cover(held.shardId, '10.0.0.5');
    await exclude('10.0.0.5');
    await exclude('10.0.0.7', { siteId });
    await bench.guard.look();
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning', ordered: null });
  });

  it('ends a running shard with all of its addresses as soon as its engine has stopped', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.2', '10.0.1.1-10.0.1.2'] });
    const engine = await bench.anEngine();
    const [one, two] = [await bench.leaseOne(engine), await bench.leaseOne(engine)];
    for (const held of [one, two]) await bench.append(held, 0, '<nmaprun>');
    await exclude('10.0.0.0/16');
    await bench.guard.look();
    await bench.cover(one.shardId, '10.0.0.1');
    for (const held of [one, two]) {
      await bench.finish(held, stopped);
      await bench.settle(held, { complete: false });
    }
    expect(await bench.shard(one.shardId)).toMatchObject({ state: 'delivered', covered_set: '10.0.0.1', reason: null });
    expect(await bench.shard(two.shardId)).toMatchObject({ state: 'cancelled', reason: 'nothing_to_scan' });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false });
    expect(await dropped(scanId)).toBe(3);
  });

  it('ends waiting and paused shards of which nothing is left, and their scans', async () => {
    const queued = await bench.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const paused = await bench.aScan({ shards: ['10.0.0.3-10.0.0.4'] });
    await bench.database.query(`UPDATE shard SET covered_set = '10.0.0.3', covered_count = 1 WHERE scan_id = $1`, [
      paused,
    ]);
    await pause(paused);
    await exclude('10.0.0.0/24');
    await bench.guard.look();
    expect((await bench.shards(queued)).map(({ state, reason }) => [state, reason])).toEqual([
      ['cancelled', 'nothing_to_scan'],
      ['cancelled', 'nothing_to_scan'],
    ]);
    expect(await bench.scan(queued)).toMatchObject({
      state: 'cancelled',
      reason: 'All of its addresses were excluded after it was planned.',
    });
    expect((await bench.shards(paused))[0]).toMatchObject({ state: 'delivered' });
    expect(await bench.scan(paused)).toMatchObject({ state: 'completed' });
  });

  it('takes the lease of an engine that does not stop within ten seconds', async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await exclude('10.0.0.5');
    await bench.guard.look();
    bench.bench.clock.pass(9);
    expect(await bench.expiry.sweep()).toBe(0);
    bench.bench.clock.pass(2);
    expect(await bench.expiry.sweep()).toBe(1);
    await expect(bench.append(held, 9, '<host>')).rejects.toThrow(expect.objectContaining({ code: 'lease_lost' }));
  });

  it('is not told to an engine in a repeated lease', async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const engine = await bench.anEngine();
    await bench.leaseOne(engine);
    bench.bench.clock.pass(6);
    await exclude('10.0.0.5');
    const again = await bench.database.transaction((tx) =>
      bench.ledger.repeatLeases(tx, engine.engineId, { known: new Set(), seconds: 5 }),
    );
    expect(again).toEqual([]);
  });

  it('gives way to pause and cancel, and comes back when a pause is taken back', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    await exclude('10.0.0.5');
    await bench.guard.look();
    await pause(scanId);
    await bench.guard.look();
    expect(await bench.shard(held.shardId)).toMatchObject({ ordered: 'pause' });
    await resume(scanId);
    expect(await bench.shard(held.shardId)).toMatchObject({ ordered: 'replan' });
    await pause(scanId);
    await bench.finish(held, stopped);
    await bench.settle(held, { complete: false });
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    await resume(scanId);
    const again = await bench.leaseOne(await bench.anEngine());
    expect(again.addressSet).toBe('10.0.0.1-10.0.0.4,10.0.0.6-10.0.0.9');
  });

  it('is seen by a sweep that looks while a lease is just being given', async () => {
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    await exclude('10.9.9.9');
    await bench.guard.look();
    // The lease was read before the exclusion and is committed after the first look.
    const engine = await bench.anEngine();
    const held = await bench.database.transaction(async (tx) => {
      const [lease] = await bench.ledger.lease(tx, engine, 1);
      await exclude('10.0.0.5');
      await bench.guard.look();
      return lease?.manifest;
    });
    bench.bench.clock.pass(3);
    await bench.guard.look();
    expect(await bench.shard(held?.shardId ?? '')).toMatchObject({ state: 'leased', ordered: 'replan' });
  });

  it('is told once by many guards at the same time', async () => {
    await bench.aScan({ shards: Array.from({ length: 20 }, (_, index) => `10.0.${index}.1-10.0.${index}.9`) });
    const engine = await bench.anEngine();
    await bench.lease(engine, 10);
    await exclude('10.0.0.0/16');
    bench.bench.bus.take();
    const guards = [bench.guard, bench.anotherGuard(), bench.anotherGuard()];
    await Promise.all(guards.map((guard) => guard.look()));
    const states = await bench.database.query(
      `SELECT state, ordered, count(*)::int AS n FROM shard GROUP BY 1, 2 ORDER BY 1`,
    );
    expect(states).toEqual([
      { state: 'cancelled', ordered: null, n: 10 },
      { state: 'leased', ordered: 'replan', n: 10 },
    ]);
    expect(bench.bench.bus.take().filter(({ topic }) => topic === 'orders')).toHaveLength(1);
  });
});

describe('an excluded name', () => {
  it('that leads elsewhere stops what runs there', async () => {
    bench.resolver.known.set('db.invalid', ['10.9.9.9']);
    await exclude('db.invalid');
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const engine = await bench.anEngine();
    await bench.exclusions.refresh(bench.database, engine.zoneId);
    const held = await bench.leaseOne(engine);
    await bench.guard.look();
    bench.resolver.known.set('db.invalid', ['10.0.0.3']);
    bench.bench.clock.pass(30);
    await bench.exclusions.refresh(bench.database, engine.zoneId);
    await bench.guard.look();
    expect(await bench.shard(held.shardId)).toMatchObject({ ordered: null });
    bench.bench.clock.pass(31);
    await bench.guard.look();
    await bench.guard.onModuleDestroy();
    expect(await bench.shard(held.shardId)).toMatchObject({ ordered: 'replan' });
  });

  it('keeps its last answer when it cannot be resolved', async () => {
    bench.resolver.known.set('db.invalid', ['10.0.0.3']);
    await exclude('db.invalid');
    await bench.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const engine = await bench.anEngine();
    await bench.exclusions.refresh(bench.database, engine.zoneId);
    bench.resolver.known.clear();
    bench.bench.clock.pass(61);
    await bench.exclusions.refresh(bench.database, engine.zoneId);
    expect((await bench.leaseOne(engine)).addressSet).toBe('10.0.0.1-10.0.0.2,10.0.0.4-10.0.0.9');
  });
});

describe('a target name', () => {
  const refresh = async (): Promise<unknown> => bench.exclusions.refresh(bench.database, DEFAULT_ZONE);

  it('that leads to an excluded address now is not scanned, and the scan says so', async () => {
    const scanId = await bench.aScan({
      shards: ['10.0.0.7', '10.0.1.1'],
      names: { 'printer.invalid': ['10.0.0.7'], 'web.invalid': ['10.0.1.1'] },
    });
    bench.resolver.known.set('printer.invalid', ['10.0.0.9']).set('web.invalid', ['10.0.1.1']);
    await exclude('10.0.0.9', { reason: 'it jams' });
    await refresh();
    const leases = await bench.lease(await bench.anEngine(), 2);
    expect(leases.map(({ manifest }) => manifest.addressSet)).toEqual(['10.0.1.1']);
    expect((await bench.shards(scanId))[0]).toMatchObject({ state: 'cancelled', reason: 'nothing_to_scan' });
    expect(await problems(scanId)).toEqual([
      'The target printer.invalid now leads to 10.0.0.9, which is excluded (global: it jams); it is not scanned.',
    ]);
    expect(await dropped(scanId)).toBe(1);
  });

  it('stops the shard that runs on it', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.7-10.0.0.8'], names: { 'printer.invalid': ['10.0.0.7'] } });
    bench.resolver.known.set('printer.invalid', ['10.0.0.7']);
    await exclude('10.0.0.9');
    await refresh();
    const held = await bench.leaseOne(await bench.anEngine());
    await bench.append(held, 0, '<nmaprun>');
    bench.resolver.known.set('printer.invalid', ['10.0.0.9']);
    bench.bench.clock.pass(61);
    await refresh();
    await bench.guard.look();
    expect(await bench.shard(held.shardId)).toMatchObject({ ordered: 'replan' });
    await bench.finish(held, stopped);
    await bench.settle(held, { complete: false });
    expect(await problems(scanId)).toEqual([expect.stringContaining('printer.invalid now leads to 10.0.0.9')]);
    expect((await bench.leaseOne(await bench.anEngine())).addressSet).toBe('10.0.0.8');
  });

  it('keeps its plan when it cannot be resolved, or leads elsewhere outside of exclusions', async () => {
    await bench.aScan({
      shards: ['10.0.0.7', '10.0.0.8'],
      names: { 'gone.invalid': ['10.0.0.7'], 'moved.invalid': ['10.0.0.8'] },
    });
    bench.resolver.known.set('moved.invalid', ['10.0.0.99']);
    await exclude('10.0.0.9');
    await refresh();
    expect(await bench.lease(await bench.anEngine(), 2)).toHaveLength(2);
  });

  it('takes nothing away from a target that names the address by number', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.7'], names: { 'printer.invalid': ['10.0.0.7'] } });
    await bench.database.query(
      `UPDATE scan SET plan = jsonb_set(plan, '{targets}', '["printer.invalid", "10.0.0.0/28"]') WHERE id = $1`,
      [scanId],
    );
    bench.resolver.known.set('printer.invalid', ['10.0.0.9']);
    await exclude('10.0.0.9');
    await refresh();
    expect(await bench.lease(await bench.anEngine())).toHaveLength(1);
  });
});
