import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { BlackoutBench } from '../../test/blackout-bench.js';
import type { LedgerBench } from '../../test/ledger-bench.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
const stopped = { kind: 'stopped' as const, order: 'pause' as const, ...words };
const completed = { kind: 'completed' as const, ...words };

let bench: BlackoutBench;
let ledgers: LedgerBench;
beforeAll(async () => {
  bench = await BlackoutBench.open();
  ({ ledgers } = bench);
});
afterAll(() => bench.close());
beforeEach(() => bench.clear());

const order = (give: 'pause' | 'resume', scanId: string): Promise<void> =>
  ledgers.database.transaction((tx) => ledgers.ledger[give](tx, scanId));
const marked = async (scanId: string): Promise<Record<string, unknown> | undefined> =>
  (await ledgers.database.query(`SELECT state, held, blackout_id AS blackout FROM scan WHERE id = $1`, [scanId]))[0];
const events = async (scanId: string): Promise<unknown[]> => {
  const rows = await ledgers.database.query<{ event: string; blackout: string | null }>(
    `SELECT event, facts ->> 'blackout' AS blackout FROM scan_event WHERE scan_id = $1 ORDER BY id`,
    [scanId],
  );
  return rows.map(({ event, blackout }) => [event, blackout]);
};
type Held = Awaited<ReturnType<LedgerBench['leaseOne']>>;
const stop = async (held: Held): Promise<void> => {
  await ledgers.finish(held, stopped);
  await ledgers.settle(held, { complete: false });
};

describe('while a blackout is open, nobody is given', () => {
  it('a shard of any scan by a global one, before any sweep has looked and to the very end', async () => {
    await bench.add({ start: '2026-03-01T12:01', minutes: 1 });
    await ledgers.aScan({ shards: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] });
    const engine = await ledgers.anEngine();
    bench.setClock('2026-03-01T12:00:59.999Z');
    expect(await ledgers.lease(engine)).toHaveLength(1);
    bench.setClock('2026-03-01T12:01:00Z');
    expect(await ledgers.lease(engine)).toEqual([]);
    bench.setClock('2026-03-01T12:01:59.999Z');
    expect(await ledgers.lease(engine)).toEqual([]);
    bench.setClock('2026-03-01T12:02:00Z');
    await bench.windows.sweep();
    expect(await ledgers.lease(engine)).toHaveLength(1);
  });

  it('a shard of its site, while other sites and scans of no site go on', async () => {
    const [closed, open] = [await ledgers.aSite(), await ledgers.aSite()];
    await bench.add({ siteId: closed });
    const held = await ledgers.aScan({ shards: ['10.0.0.1'], siteId: closed });
    const free = [
      await ledgers.aScan({ shards: ['10.0.0.2'], siteId: open }),
      await ledgers.aScan({ shards: ['10.0.0.3'] }),
    ];
    const leases = await ledgers.lease(await ledgers.anEngine(), 4);
    expect(leases.map(({ manifest }) => manifest.scanId).sort()).toEqual(free.sort());
    await bench.tick();
    expect(await marked(held)).toMatchObject({ state: 'paused' });
    for (const scanId of free) expect(await marked(scanId)).toMatchObject({ held: null, blackout: null });
  });

  it('a shard by an engine that has one, while other engines take it', async () => {
    const [closed, open] = [await ledgers.anEngine(), await ledgers.anEngine()];
    await bench.add({ engineId: closed.engineId });
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    expect(await ledgers.lease(closed)).toEqual([]);
    await bench.tick();
    expect(await marked(scanId)).toMatchObject({ state: 'planned', held: null });
    expect(await ledgers.lease(open)).toHaveLength(1);
  });

  it('a lease again whose answer was lost', async () => {
    const engine = await ledgers.anEngine();
    await ledgers.aScan({ shards: ['10.0.0.1'] });
    await ledgers.leaseOne(engine);
    ledgers.bench.clock.pass(10);
    const again = (): Promise<unknown[]> =>
      ledgers.database.transaction((tx) =>
        ledgers.ledger.repeatLeases(tx, engine.engineId, { known: new Set(), seconds: 5 }),
      );
    await bench.add();
    expect(await again()).toEqual([]);
    await ledgers.database.query(`DELETE FROM blackout`);
    await bench.add({ engineId: engine.engineId });
    expect(await again()).toEqual([]);
    await ledgers.database.query(`DELETE FROM blackout`);
    expect(await again()).toHaveLength(1);
  });

  it('anything when its window has ended and nobody has looked yet what comes next', async () => {
    await bench.add({ rules: 'FREQ=DAILY', minutes: 30 });
    await ledgers.aScan({ shards: ['10.0.0.1'] });
    const engine = await ledgers.anEngine();
    // Nobody swept for a day, so the stored window is that of yesterday, and today's is open.
    bench.setClock('2026-03-02T12:10:00Z');
    expect(await ledgers.lease(engine)).toEqual([]);
    await bench.windows.sweep();
    expect(await ledgers.lease(engine)).toEqual([]);
    bench.setClock('2026-03-02T12:30:00Z');
    await bench.windows.sweep();
    expect(await ledgers.lease(engine)).toHaveLength(1);
  });

  it('a long shard of it to divide', async () => {
    const site = await ledgers.aSite();
    const [busy, idle] = [await ledgers.anEngine(), await ledgers.anEngine()];
    await ledgers.aScan({ shards: ['10.0.0.0/24'], siteId: site });
    const held = await ledgers.leaseOne(busy);
    await ledgers.append(held, 0, '<nmaprun>');
    bench.setClock('2026-03-01T12:10:00Z');
    await bench.add({ siteId: site, start: '2026-03-01T12:10' });
    expect(await ledgers.lease(idle)).toEqual([]);
    expect(await ledgers.shard(held.shardId)).toMatchObject({ ordered: null });
    await ledgers.database.query(`DELETE FROM blackout`);
    expect(await ledgers.lease(idle)).toEqual([]);
    expect(await ledgers.shard(held.shardId)).toMatchObject({ ordered: 'split' });
  });
});

describe('a blackout that begins', () => {
  it('pauses what runs and what waits, and lets it go on at its end from what is not covered', async () => {
    const engine = await ledgers.anEngine();
    const running = await ledgers.aScan({ shards: ['10.0.0.1-10.0.0.9', '10.0.1.1'] });
    const held = await ledgers.leaseOne(engine);
    await ledgers.append(held, 0, '<nmaprun>');
    const waiting = await ledgers.aScan({ shards: ['10.0.2.1'] });
    const id = await bench.add({ name: 'night', start: '2026-03-01T12:30', minutes: 30 });
    await bench.tick();
    expect(await marked(running)).toMatchObject({ held: null, blackout: null });

    bench.setClock('2026-03-01T12:30:00Z');
    ledgers.bench.bus.take();
    await bench.tick();
    expect(ledgers.bench.bus.take()).toContainEqual({ topic: 'orders', message: { engineId: engine.engineId } });
    expect(await marked(waiting)).toEqual({ state: 'paused', held: 'pause', blackout: id });
    expect(await marked(running)).toEqual({ state: 'running', held: 'pause', blackout: id });
    await ledgers.cover(held.shardId, '10.0.0.1-10.0.0.3');
    await stop(held);
    expect(await marked(running)).toEqual({ state: 'paused', held: 'pause', blackout: id });

    bench.setClock('2026-03-01T13:00:00Z');
    await bench.tick();
    expect(await marked(waiting)).toEqual({ state: 'planned', held: null, blackout: null });
    expect(await marked(running)).toEqual({ state: 'running', held: null, blackout: null });
    expect(ledgers.bench.bus.take()).toContainEqual({
      topic: 'work',
      message: { zoneId: engine.zoneId },
    });
    const again = await ledgers.lease(engine, 4);
    expect(again.map(({ manifest }) => manifest.addressSet).sort()).toEqual([
      '10.0.0.4-10.0.0.9',
      '10.0.1.1',
      '10.0.2.1',
    ]);
    expect(await events(running)).toEqual([
      ['started', null],
      ['paused', 'night'],
      ['resumed', 'night'],
    ]);
  });

  it.each(['nmap', 'masscan'] as const)('stops %s and starts it again', async (scanner) => {
    const engine = await ledgers.anEngine({ scanners: [scanner] });
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1-10.0.0.9'], scanner });
    const held = await ledgers.leaseOne(engine);
    await ledgers.append(held, 0, '<nmaprun>');
    await bench.add();
    await bench.tick();
    expect(await ledgers.shard(held.shardId)).toMatchObject({ ordered: 'pause' });
    await stop(held);
    expect(await marked(scanId)).toMatchObject({ state: 'paused' });
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.tick();
    expect(await ledgers.leaseOne(engine)).toMatchObject({ shardId: held.shardId, epoch: 2 });
  });

  it('pauses fifty running scans in one look, and resumes them in one', async () => {
    const engine = await ledgers.anEngine();
    for (let n = 0; n < 50; n += 1) await ledgers.aScan({ shards: [`10.1.${n}.0-10.1.${n}.9`] });
    const leases = await ledgers.lease(engine, 50);
    expect(leases).toHaveLength(50);
    const id = await bench.add();
    await bench.tick();
    const told = await ledgers.database.transaction((tx) =>
      ledgers.ledger.ordersFor(
        tx,
        engine.engineId,
        leases.map(({ manifest: { shardId, epoch } }) => ({ shardId, epoch })),
      ),
    );
    expect(told.filter((one) => one.order === 'pause')).toHaveLength(50);
    const [held] = await ledgers.database.query(`SELECT count(*)::int AS n FROM scan WHERE blackout_id = $1`, [id]);
    expect(held).toEqual({ n: 50 });
    expect(await bench.queries.get(id)).toMatchObject({ active: true, pausedScans: 50 });
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.tick();
    const [rest] = await ledgers.database.query(`SELECT count(*)::int AS n FROM scan WHERE held IS NOT NULL`);
    expect(rest).toEqual({ n: 0 });
  });

  it('does so once when two consoles look at the same time', async () => {
    const scans: string[] = [];
    for (let n = 0; n < 8; n += 1) scans.push(await ledgers.aScan({ shards: [`10.0.${n}.1`] }));
    await bench.add({ name: 'night' });
    const consoles = [ledgers.anotherBlackoutGuard(), ledgers.anotherBlackoutGuard(), ledgers.anotherBlackoutGuard()];
    await Promise.all(consoles.map((guard) => guard.look()));
    bench.setClock('2026-03-01T13:00:00Z');
    await Promise.all([bench.windows.sweep(), bench.windows.sweep()]);
    await Promise.all(consoles.map((guard) => guard.look()));
    for (const scanId of scans) {
      expect(await events(scanId)).toEqual([
        ['paused', 'night'],
        ['resumed', 'night'],
      ]);
    }
  });

  it('finds a scan that was leased while it began, whatever the order', async () => {
    const engine = await ledgers.anEngine();
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    await ledgers.database.transaction(async (tx) => {
      await ledgers.ledger.lease(tx, engine, 1);
      await bench.add();
      // It waits for the shard that is being leased, and so it sees the lease.
      const looking = ledgers.blackoutGuard.look();
      await new Promise((resolve) => setTimeout(resolve, 50));
      tx.afterCommit(() => looking);
    });
    expect((await ledgers.shards(scanId)).map(({ state, ordered }) => [state, ordered])).toEqual([
      ['leased', 'pause'],
      ['paused', null],
    ]);
  });

  it('leaves shards of a second stage waiting too', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const engine = await ledgers.anEngine();
    const held = await ledgers.leaseOne(engine);
    await ledgers.append(held, 0, '<nmaprun/>');
    await ledgers.database.query(
      `INSERT INTO stage_find (scan_id, address, ports, found_at) VALUES ($1, '10.0.0.1', 'T:80', now())`,
      [scanId],
    );
    await bench.add();
    await bench.tick();
    await ledgers.finish(held, completed);
    await ledgers.settle(held);
    // All shards have ended, and what was found waits: it is paused, not complete.
    expect(await marked(scanId)).toMatchObject({ state: 'paused', held: 'pause' });
  });

  it('ends a scan as ever whose last report was on its way, without a mark', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const held = await ledgers.leaseOne(await ledgers.anEngine());
    await ledgers.append(held, 0, '<nmaprun/>');
    await bench.add();
    await bench.tick();
    await ledgers.finish(held, completed);
    await ledgers.settle(held);
    expect(await marked(scanId)).toEqual({ state: 'completed', held: null, blackout: null });
  });
});

describe('a scan that a blackout has paused', () => {
  it('stays paused while another one is open, and names the one that ends last', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const first = await bench.add({ minutes: 30 });
    const second = await bench.add({ start: '2026-03-01T12:20', minutes: 60 });
    await bench.tick();
    expect(await marked(scanId)).toMatchObject({ blackout: first });
    bench.setClock('2026-03-01T12:20:00Z');
    await bench.tick();
    expect(await marked(scanId)).toMatchObject({ blackout: second });
    bench.setClock('2026-03-01T12:30:00Z');
    await bench.tick();
    expect(await marked(scanId)).toMatchObject({ state: 'paused', blackout: second });
    bench.setClock('2026-03-01T13:20:00Z');
    await bench.tick();
    expect(await marked(scanId)).toEqual({ state: 'planned', held: null, blackout: null });
    expect(await events(scanId)).toHaveLength(2);
  });

  it('goes on when the blackout is disabled, deleted, or given another time', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const id = await bench.add();
    const isHeld = async (): Promise<boolean> => {
      await bench.tick();
      return (await marked(scanId))?.['held'] === 'pause';
    };
    expect(await isHeld()).toBe(true);
    await bench.update(id, { enabled: false });
    expect(await isHeld()).toBe(false);
    await bench.update(id, { enabled: true });
    expect(await isHeld()).toBe(true);
    await bench.update(id, { recurrence: { start: '2026-03-01T15:00', zone: 'UTC' } });
    expect(await isHeld()).toBe(false);
    await bench.update(id, { recurrence: { start: '2026-03-01T11:30', zone: 'UTC' } });
    expect(await isHeld()).toBe(true);
    await bench.remove(id);
    expect(await isHeld()).toBe(false);
  });

  it('waits for a person when one has paused it before or during the blackout', async () => {
    const [before, during] = [
      await ledgers.aScan({ shards: ['10.0.0.1'] }),
      await ledgers.aScan({ shards: ['10.0.0.2'] }),
    ];
    await order('pause', before);
    const id = await bench.add();
    await bench.tick();
    expect(await marked(during)).toMatchObject({ blackout: id });
    await order('pause', during);
    for (const scanId of [before, during]) {
      expect(await marked(scanId)).toEqual({ state: 'paused', held: 'pause', blackout: null });
    }
    await bench.tick();
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.tick();
    for (const scanId of [before, during]) {
      expect(await marked(scanId)).toEqual({ state: 'paused', held: 'pause', blackout: null });
    }
  });

  it('is none that a person paused or ended between the look and the lock', async () => {
    const id = await bench.add();
    const [paused, cancelled] = [
      await ledgers.aScan({ shards: ['10.0.0.1'] }),
      await ledgers.aScan({ shards: ['10.0.0.2'] }),
    ];
    await order('pause', paused);
    await ledgers.database.transaction((tx) => ledgers.ledger.cancel(tx, cancelled, 'ann'));
    const changed = await ledgers.database.transaction((tx) =>
      ledgers.ledger.pauseFor(tx, [paused, cancelled, randomUUID()], id),
    );
    expect(changed).toBe(0);
    expect(await marked(paused)).toEqual({ state: 'paused', held: 'pause', blackout: null });
    expect(await ledgers.database.transaction((tx) => ledgers.ledger.resumeAfterBlackout(tx, paused))).toBe(false);
    expect(await marked(paused)).toMatchObject({ state: 'paused' });
  });

  it('waits for a person who has paused it before its engine obeyed', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const held = await ledgers.leaseOne(await ledgers.anEngine());
    await ledgers.append(held, 0, '<nmaprun>');
    await order('pause', scanId);
    await bench.add();
    await bench.tick();
    await stop(held);
    bench.setClock('2026-03-01T13:00:00Z');
    await bench.tick();
    expect(await marked(scanId)).toEqual({ state: 'paused', held: 'pause', blackout: null });
  });

  it('is cancelled as ever', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const held = await ledgers.leaseOne(await ledgers.anEngine());
    await ledgers.append(held, 0, '<nmaprun>');
    await bench.add();
    await bench.tick();
    await ledgers.database.transaction((tx) => ledgers.ledger.cancel(tx, scanId, 'ann'));
    expect(await marked(scanId)).toMatchObject({ held: 'cancel', blackout: null });
    await bench.tick();
    await stop(held);
    expect(await ledgers.scan(scanId)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by ann.' });
  });

  it('goes on at once with what still runs, when the blackout ends before the engine has obeyed', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    const held = await ledgers.leaseOne(await ledgers.anEngine());
    await ledgers.append(held, 0, '<nmaprun>');
    const id = await bench.add();
    await bench.tick();
    await bench.remove(id);
    await bench.tick();
    expect(await ledgers.shard(held.shardId)).toMatchObject({ state: 'scanning', ordered: null, epoch: 1 });
    expect(await marked(scanId)).toEqual({ state: 'running', held: null, blackout: null });
  });
});

describe('a blackout of an engine', () => {
  it('stops its shards, which others finish at what is not covered; it gets nothing until the end', async () => {
    const [closed, other] = [await ledgers.anEngine(), await ledgers.anEngine()];
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1-10.0.0.9'] });
    const held = await ledgers.leaseOne(closed);
    await ledgers.append(held, 0, '<nmaprun>');
    await bench.add({ engineId: closed.engineId });
    ledgers.bench.bus.take();
    await bench.tick();
    expect(ledgers.bench.bus.take()).toContainEqual({ topic: 'orders', message: { engineId: closed.engineId } });
    expect(await ledgers.shard(held.shardId)).toMatchObject({ ordered: 'replan' });
    await ledgers.cover(held.shardId, '10.0.0.1-10.0.0.4');
    await stop(held);
    expect(await marked(scanId)).toEqual({ state: 'running', held: null, blackout: null });
    expect(await ledgers.lease(closed)).toEqual([]);
    expect(await ledgers.leaseOne(other)).toMatchObject({ addressSet: '10.0.0.5-10.0.0.9' });
    expect(await ledgers.shard(held.shardId)).toMatchObject({ attempts: 0, lost_leases: 0 });
  });

  it('lets a scan that only this engine may take wait for its end', async () => {
    const engine = await ledgers.anEngine();
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1-10.0.0.9'], engineId: engine.engineId });
    const held = await ledgers.leaseOne(engine);
    await ledgers.append(held, 0, '<nmaprun>');
    await bench.add({ engineId: engine.engineId });
    await bench.tick();
    await stop(held);
    expect(await ledgers.lease(await ledgers.anEngine())).toEqual([]);
    bench.setClock('2026-03-01T13:00:00Z');
    ledgers.bench.bus.take();
    await bench.tick();
    expect(ledgers.bench.bus.take()).toContainEqual({ topic: 'work', message: { zoneId: engine.zoneId } });
    expect(await ledgers.leaseOne(engine)).toMatchObject({ addressSet: '10.0.0.1-10.0.0.9', epoch: 2 });
    expect(await marked(scanId)).toMatchObject({ held: null });
  });
});

describe('the guard', () => {
  it('pauses the others when one scan cannot be, and finds that one again', async () => {
    const [bad, good] = [await ledgers.aScan({ shards: ['10.0.0.1'] }), await ledgers.aScan({ shards: ['10.0.0.2'] })];
    await bench.add();
    await ledgers.database.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$`,
    );
    await ledgers.database.query(
      `CREATE TRIGGER refuse BEFORE UPDATE ON scan FOR EACH ROW WHEN (OLD.id = '${bad}') EXECUTE FUNCTION refuse()`,
    );
    try {
      await ledgers.blackoutGuard.look();
      expect(await marked(bad)).toMatchObject({ held: null });
      expect(await marked(good)).toMatchObject({ held: 'pause' });
    } finally {
      await ledgers.database.query(`DROP TRIGGER refuse ON scan`);
      await ledgers.database.query(`DROP FUNCTION refuse`);
    }
    await ledgers.blackoutGuard.look();
    expect(await marked(bad)).toMatchObject({ held: 'pause' });
  });
});

describe('one scan that somebody works on for long', () => {
  it('keeps neither the others scanning nor their leases from being renewed', async () => {
    const scans: string[] = [];
    const engine = await ledgers.anEngine();
    const leases: Held[] = [];
    for (let index = 1; index <= 5; index += 1) {
      scans.push(await ledgers.aScan({ shards: [`10.0.0.${index}`] }));
      leases.push(await ledgers.leaseOne(engine));
    }
    await bench.add();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((done) => (letGo = done));
    let locked: () => void = () => undefined;
    const isLocked = new Promise<void>((done) => (locked = done));
    const ending = ledgers.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM scan WHERE id = $1 FOR UPDATE`, [scans[0]]);
      locked();
      await held;
    });
    await isLocked;
    const began = performance.now();
    await bench.tick();
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await Promise.all(scans.map(marked))).map((scan) => scan?.['held'])).toEqual([
      ...[null, 'pause', 'pause', 'pause', 'pause'],
    ]);
    const nothing = { progress: null, started: null };
    for (const lease of leases.slice(1)) {
      const answer = await ledgers.database.transaction((tx) => ledgers.ledger.renew(tx, lease, nothing));
      expect(answer).toMatchObject({ order: 'pause' });
    }
    letGo();
    await ending;
    await bench.tick();
    expect(await marked(scans[0] ?? '')).toMatchObject({ held: 'pause' });
  });

  it('does not keep shards from leaving an engine that has a blackout', async () => {
    const engine = await ledgers.anEngine();
    await ledgers.aScan({ shards: ['10.0.0.1', '10.0.0.2'] });
    const [one, other] = [await ledgers.leaseOne(engine), await ledgers.leaseOne(engine)];
    await bench.add({ engineId: engine.engineId });
    await ledgers.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM shard WHERE id = $1 FOR UPDATE`, [one.shardId]);
      await bench.tick();
    });
    const ordered = (id: string): Promise<unknown[]> =>
      ledgers.database.query(`SELECT ordered FROM shard WHERE id = $1`, [id]);
    expect(await ordered(one.shardId)).toEqual([{ ordered: null }]);
    expect(await ordered(other.shardId)).toEqual([{ ordered: 'replan' }]);
    await bench.tick();
    expect(await ordered(one.shardId)).toEqual([{ ordered: 'replan' }]);
  });
});

describe('a scan whose blackout is over', () => {
  it('does not go on when another one has begun since somebody looked', async () => {
    const scanId = await ledgers.aScan({ shards: ['10.0.0.1'] });
    await bench.add({ minutes: 10 });
    await bench.tick();
    expect(await marked(scanId)).toMatchObject({ state: 'paused' });
    await ledgers.database.query(`DELETE FROM blackout`);
    await bench.add({ minutes: 20 });
    const resumed = await ledgers.database.transaction((tx) => ledgers.ledger.resumeAfterBlackout(tx, scanId));
    expect(resumed).toBe(false);
    expect(await marked(scanId)).toMatchObject({ state: 'paused', held: 'pause' });
  });
});
