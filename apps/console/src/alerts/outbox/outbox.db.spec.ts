import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { aHostileMessage, aMessage, hostileTexts } from '../../../test/alert-messages.js';
import {
  aWorker,
  DeliveryDesk,
  FastPace,
  HookServer,
  type TestWorker,
  type WorkerWish,
} from '../../../test/delivery-bench.js';
import { until } from '../../../test/until.js';
import { aWorkbench, type Workbench } from '../../../test/workbench.js';
import { SystemClock } from '../../platform/clock/clock.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { DeliveryRetention } from './delivery-retention.js';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly code: number | null;
  readonly error: string | null;
  readonly target: string;
  readonly mail_done: string[];
  readonly pause: number | null;
}

let bench: Workbench;
let desk: DeliveryDesk;
let hook: HookServer;
const workers: TestWorker[] = [];

beforeAll(async () => {
  bench = await aWorkbench();
  desk = new DeliveryDesk(bench.database);
});
beforeEach(async () => {
  for (const table of ['alert_message', 'alert_channel']) await bench.database.query(`DELETE FROM ${table}`);
  await desk.allowLoopback();
  hook = await HookServer.open();
});
afterEach(async () => {
  for (const { stop } of workers.splice(0)) await stop();
  await hook.close();
});
afterAll(() => bench.close());

const worker = (wish: WorkerWish = {}): TestWorker => {
  const made = aWorker(bench.database, wish);
  workers.push(made);
  return made;
};
const webhook = (url = hook.url) => desk.channel({ kind: 'webhook', url, secret: 'a secret of the tests' });
const rows = (): Promise<Row[]> =>
  bench.database.query<Row>(
    `SELECT id, state, attempts, code, error, target, mail_done, extract(epoch FROM next_attempt_at - now())::float8 AS pause
     FROM alert_delivery ORDER BY created_at, target`,
  );
const row = async (): Promise<Row> => {
  const [first] = await rows();
  if (!first) throw new Error('there is no delivery');
  return first;
};
/** Looks until all deliveries have come to a state. */
const settled = async ({ worker: one }: TestWorker, states = ['delivered', 'dead', 'dropped']): Promise<Row[]> => {
  for (let round = 0; round < 500; round += 1) {
    await one.look();
    const all = await rows();
    if (all.every(({ state }) => states.includes(state))) return all;
    await delay(20);
  }
  throw new Error(`the deliveries do not settle: ${JSON.stringify(await rows())}`);
};
const attempted = async (one: TestWorker, attempts = 1): Promise<Row> => {
  for (let round = 0; round < 500; round += 1) {
    await one.worker.look();
    const found = await row();
    if (found.attempts >= attempts) return found;
    await delay(20);
  }
  throw new Error('nothing is tried');
};

describe('the outbox', () => {
  it('writes a message with a delivery for each channel that is enabled, and one for a list of mail addresses', async () => {
    const [one, off] = [await webhook(), await webhook()];
    await desk.change(off, { enabled: false });
    const id = await desk.post({ channelIds: [one, off, one], mailTo: ['noc@example.org', 'ops@example.org'] });
    const all = await rows();
    expect(all.map(({ target, state }) => [target, state])).toEqual([
      [`${new URL(hook.url).origin}/…`, 'waiting'],
      ['noc@example.org and 1 more', 'waiting'],
    ]);
    expect(await bench.database.query('SELECT id FROM alert_message')).toEqual([{ id }]);
  });

  it('writes nothing when the transaction is rolled back', async () => {
    const channelIds = [await webhook()];
    const before = bench.database.transaction.bind(bench.database);
    const failing = Object.assign(Object.create(bench.database) as typeof bench.database, {
      transaction: (work: Parameters<typeof before>[0]) =>
        before(async (tx) => {
          await work(tx);
          throw new Error('something else failed');
        }),
    });
    await expect(new DeliveryDesk(failing).post({ channelIds })).rejects.toThrow('something else failed');
    expect(await rows()).toEqual([]);
    expect(await bench.database.query('SELECT id FROM alert_message')).toEqual([]);
  });

  it('takes whatever hosts said', async () => {
    const channelIds = [await webhook()];
    for (const text of hostileTexts) await desk.post({ channelIds, message: aHostileMessage(text) });
    const all = await settled(worker());
    expect(all).toHaveLength(hostileTexts.length);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['delivered']));
  });
});

describe('the worker', () => {
  it('delivers what is due and writes how it went', async () => {
    await desk.post({ channelIds: [await webhook()] });
    const one = worker();
    expect(await settled(one)).toEqual([
      expect.objectContaining({ state: 'delivered', attempts: 1, code: 204, error: null }),
    ]);
    expect(hook.calls[0]?.key).toBe((await row()).id);
    expect(await bench.database.query('SELECT number, ok, code, error FROM alert_attempt')).toEqual([
      { number: 1, ok: true, code: 204, error: null },
    ]);
    expect(await one.metrics.registry.getSingleMetricAsString('scanfleet_alert_deliveries_total')).toContain(
      'scanfleet_alert_deliveries_total{channel_kind="webhook",outcome="delivered"} 1',
    );
  });

  it('tries again with the same key until it arrives', async () => {
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = (response) => void response.writeHead(hook.calls.length < 4 ? 500 : 200).end();
    expect(await settled(worker())).toEqual([expect.objectContaining({ state: 'delivered', attempts: 4 })]);
    expect(new Set(hook.calls.map(({ key }) => key)).size).toBe(1);
    const log = await bench.database.query<{ ok: boolean }>('SELECT ok FROM alert_attempt ORDER BY number');
    expect(log.map(({ ok }) => ok)).toEqual([false, false, false, true]);
  });

  it('pauses as the pace says, or as long as the other side wants', async () => {
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = (response) => void response.writeHead(500).end();
    const slow = worker({ pace: new FastPace(new SystemClock(), 100) });
    expect((await attempted(slow)).pause).toBeGreaterThan(90);
    await bench.database.query('UPDATE alert_delivery SET next_attempt_at = now()');
    hook.answer = (response) => void response.writeHead(429, { 'retry-after': '3000' }).end();
    expect((await attempted(slow, 2)).pause).toBeGreaterThan(2900);
  });

  it('gives up when it has tried for a day, and when it cannot succeed', async () => {
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = (response) => void response.writeHead(500).end();
    const one = worker({ pace: new FastPace(new SystemClock(), 100) });
    await attempted(one);
    await bench.database.query(
      `UPDATE alert_delivery SET next_attempt_at = now(), trying_since = now() - interval '86350 seconds'`,
    );
    expect(await attempted(one, 2)).toMatchObject({
      state: 'dead',
      code: 500,
      error: expect.stringContaining('(500)'),
    });
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = (response) => void response.writeHead(410).end();
    expect(await settled(one)).toEqual([
      expect.objectContaining({ state: 'dead', attempts: 2 }),
      expect.objectContaining({ state: 'dead', attempts: 1, code: 410 }),
    ]);
  });

  it('counts no time in which nobody tried: a channel that was off, or a console', async () => {
    const id = await webhook();
    await desk.post({ channelIds: [id] });
    hook.answer = (response) => void response.writeHead(500).end();
    const one = worker({ pace: new FastPace(new SystemClock(), 100) });
    await attempted(one);
    await bench.database.query(
      `UPDATE alert_delivery SET next_attempt_at = now(), trying_since = now() - interval '3 days'`,
    );
    await desk.change(id, { enabled: false });
    await desk.change(id, { enabled: true });
    expect(await attempted(one, 2)).toMatchObject({ state: 'waiting' });
    await bench.database.query(
      `UPDATE alert_delivery SET next_attempt_at = now() - interval '3 hours', trying_since = now() - interval '3 days'`,
    );
    expect(await attempted(one, 3)).toMatchObject({ state: 'waiting' });
    const [since] = await bench.database.query(
      `SELECT trying_since > now() - interval '1 minute' AS young FROM alert_delivery`,
    );
    expect(since).toEqual({ young: true });
  });

  it('tries at once what waits to be tried again, in the day that has begun', async () => {
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = (response) => void response.writeHead(500).end();
    const one = worker({ pace: new FastPace(new SystemClock(), 100) });
    const { id } = await attempted(one);
    await bench.database.query(`UPDATE alert_delivery SET trying_since = now() - interval '86350 seconds'`);
    expect((await desk.replayer.replay(id)).attempts).toBe(1);
    expect((await row()).pause).toBeLessThanOrEqual(0);
    expect(await attempted(one, 2)).toMatchObject({ state: 'dead' });
  });

  it('leaves what is being tried, and what is due, as it is when it is to be tried at once', async () => {
    await desk.post({ channelIds: [await webhook()] });
    const { id } = await row();
    const claim = `UPDATE alert_delivery SET attempts = 1, next_attempt_at = now() + make_interval(secs => $1),
      claim = gen_random_uuid(), claimed_until = now() + make_interval(secs => $2)`;
    for (const [next, claimed] of [
      [100, 100],
      [-100, -1],
    ] as const) {
      await bench.database.query(claim, [next, claimed]);
      await desk.replayer.replay(id);
      expect(Math.abs(((await row()).pause ?? 0) - next)).toBeLessThan(5);
    }
    await bench.database.query(claim, [100, -1]);
    await desk.replayer.replay(id);
    expect((await row()).pause).toBeLessThanOrEqual(0);
  });

  it('gives each delivery to one of several consoles', async () => {
    const channelIds = [await webhook(), await webhook(), await webhook()];
    for (let index = 0; index < 40; index += 1) await desk.post({ channelIds });
    const [one, two, three] = [worker(), worker(), worker()];
    await Promise.all([settled(one), settled(two), settled(three)]);
    expect(hook.calls).toHaveLength(120);
    expect(new Set(hook.calls.map(({ key }) => key)).size).toBe(120);
  });

  it('does not let a slow channel hold up the others, and asks it for four at a time', async () => {
    const slow = await HookServer.open();
    try {
      slow.answer = () => undefined;
      const [dead, alive] = [await webhook(slow.url), await webhook()];
      for (let index = 0; index < 30; index += 1) await desk.post({ channelIds: [dead] });
      for (let index = 0; index < 10; index += 1) await desk.post({ channelIds: [alive] });
      const one = worker();
      await one.worker.look();
      await until(() => hook.calls.length === 10, { withinMs: 1_800 });
      expect(slow.calls.length).toBeLessThanOrEqual(4);
    } finally {
      await slow.close();
    }
  });

  it('takes over from a console that died, with the same key', async () => {
    await desk.post({ channelIds: [await webhook()] });
    const [claimed] = await worker().book.claim({});
    const other = worker();
    expect(await other.book.claim({})).toEqual([]);
    await bench.database.query(`UPDATE alert_delivery SET claimed_until = now() - interval '1 second'`);
    expect(await settled(other)).toEqual([expect.objectContaining({ state: 'delivered' })]);
    expect(hook.calls.map(({ key }) => key)).toEqual([claimed?.id]);
  });

  it('believes a console that comes back late only when it brings good news', async () => {
    await desk.post({ channelIds: [await webhook()] });
    const [late] = await worker().book.claim({});
    if (!late) throw new Error('nothing was claimed');
    await bench.database.query(`UPDATE alert_delivery SET claimed_until = now() - interval '1 second'`);
    const { book } = worker();
    await book.claim({});
    const record = (ok: boolean) =>
      bench.database.transaction((tx) => {
        const outcome = ok ? { ok, code: 200 } : ({ ok: false, code: null, error: 'late', permanent: true } as const);
        return book.record(tx, late, { outcome: outcome as never, milliseconds: 5 });
      });
    expect(await record(false)).toBe('kept');
    expect(await row()).toMatchObject({ state: 'waiting', attempts: 1, error: null });
    expect(await record(true)).toBe('delivered');
    expect(await row()).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('leaves what waits for a channel that is switched off until it is on again', async () => {
    const id = await webhook();
    await desk.post({ channelIds: [id] });
    await desk.change(id, { enabled: false });
    const one = worker();
    await one.worker.look();
    await one.stop();
    expect(await row()).toMatchObject({ state: 'waiting', attempts: 0 });
    await desk.change(id, { enabled: true });
    expect(await settled(worker())).toMatchObject([{ state: 'delivered' }]);
  });

  it('uses a channel as it is when it tries, not as it was when the message was written', async () => {
    const id = await webhook('http://127.0.0.1:1/gone');
    await desk.post({ channelIds: [id] });
    await desk.change(id, { settings: { kind: 'webhook', url: hook.url } });
    expect(await settled(worker())).toMatchObject([{ state: 'delivered' }]);
  });

  it('drops what waits for a channel that is deleted', async () => {
    const id = await webhook();
    await desk.post({ channelIds: [id] });
    await desk.removeChannel(id);
    expect(await settled(worker())).toMatchObject([{ state: 'dropped', attempts: 0 }]);
    expect(hook.calls).toEqual([]);
  });

  it('gives up at once where its key does not open the secret, says what to do, and shows nothing of it', async () => {
    await desk.post({ channelIds: [await webhook()] });
    const other = worker({ key: Buffer.alloc(32, 9) });
    expect(await settled(other)).toMatchObject([
      { state: 'dead', error: expect.stringContaining('SCANFLEET_SECRET_KEY') },
    ]);
    expect(hook.calls).toEqual([]);
    expect(other.logLines.join()).not.toMatch(/\/hook|a secret of the tests/);
  });

  it('goes to no host on the inside once it is not allowed any more', async () => {
    await desk.post({ channelIds: [await webhook()] });
    await bench.database.query('DELETE FROM alert_allowed_host');
    expect(await attempted(worker())).toMatchObject({
      state: 'waiting',
      error: expect.stringContaining('is 127.0.0.1, a loopback address'),
    });
    expect(hook.calls).toEqual([]);
  });

  it('waits for what it has begun when it stops, and begins nothing more', async () => {
    const channelIds = [await webhook()];
    for (let index = 0; index < 20; index += 1) await desk.post({ channelIds });
    const answers: (() => void)[] = [];
    hook.answer = (response) => void answers.push(() => response.end());
    const one = worker();
    await one.worker.look();
    await until(() => answers.length === 4);
    const stopped = one.stop();
    for (const answer of answers) answer();
    await stopped;
    const states = (await rows()).map(({ state }) => state);
    expect(states.filter((state) => state === 'delivered')).toHaveLength(4);
    expect(hook.calls).toHaveLength(4);
  });

  it('keeps an attempt that took too long for failed', async () => {
    await desk.post({ channelIds: [await webhook()] });
    hook.answer = () => undefined;
    const pace = new FastPace(new SystemClock(), 100);
    const one = worker({ pace: Object.assign(pace, { patienceMs: 150 }) });
    expect(await attempted(one)).toMatchObject({
      state: 'waiting',
      error: expect.stringContaining('no answer in time'),
    });
  });
});

describe('a mail', () => {
  const got: string[] = [];
  const refused = new Map<string, number>();
  let server: SMTPServer;
  let settings: { smtpUrl: string; mailFrom: string };

  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo({ address }, _session, answer) {
        const responseCode = refused.get(address);
        answer(responseCode === undefined ? null : Object.assign(new Error('refused'), { responseCode }));
      },
      onData(stream, session, taken) {
        stream.resume();
        stream.once('end', () => {
          got.push(...session.envelope.rcptTo.map(({ address }) => address));
          taken();
        });
      },
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    settings = {
      smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
      mailFrom: 'scanfleet@example.org',
    };
  });
  afterAll(() => new Promise<void>((done) => server.close(done)));
  beforeEach(() => {
    got.length = 0;
    refused.clear();
  });

  it('that a server takes for some recipients only goes to the others again, and to nobody twice', async () => {
    refused.set('full@example.org', 452);
    await desk.post({ mailTo: ['ops@example.org', 'full@example.org'] });
    const one = worker({ settings });
    expect(await attempted(one)).toMatchObject({ state: 'waiting', code: 452, mail_done: ['ops@example.org'] });
    refused.clear();
    expect(await settled(one)).toMatchObject([{ state: 'delivered', target: 'ops@example.org and 1 more' }]);
    expect(got).toEqual(['ops@example.org', 'full@example.org']);
    await one.stop();
  });

  it.each([
    ['corrected', ['ops@example.org', 'right@example.org'], ['ops@example.org', 'right@example.org']],
    ['left out', ['ops@example.org'], ['ops@example.org']],
  ])('that died of one address is replayed with that address %s', async (_, to, reached) => {
    refused.set('tpyo@example.org', 550);
    const id = await desk.channel({ kind: 'email', to: ['ops@example.org', 'tpyo@example.org'] });
    await desk.post({ channelIds: [id] });
    const one = worker({ settings });
    expect(await settled(one)).toMatchObject([{ state: 'dead', code: 550 }]);
    await desk.change(id, { settings: { kind: 'email', to } });
    await bench.database.query(
      `UPDATE alert_delivery SET state = 'waiting', next_attempt_at = now(), tries = 0, trying_since = NULL`,
    );
    expect(await settled(one)).toMatchObject([{ state: 'delivered' }]);
    expect(got).toEqual(reached);
    await one.stop();
  });
});

describe('retention', () => {
  class Idle extends JobQueue {
    override ring = () => Promise.resolve();
    override handle = () => undefined;
    override every = () => undefined;
  }

  it('forgets messages that are older than 90 days, with their deliveries and attempts', async () => {
    const channelIds = [await webhook()];
    const old = await desk.post({ channelIds });
    await settled(worker());
    const young = await desk.post({ channelIds, message: aMessage() });
    await bench.database.query(`UPDATE alert_message SET created_at = now() - interval '91 days' WHERE id = $1`, [old]);
    await new DeliveryRetention(new Idle(), bench.database).forget();
    expect(await bench.database.query('SELECT id FROM alert_message')).toEqual([{ id: young }]);
    expect(await rows()).toHaveLength(1);
    expect(await bench.database.query('SELECT number FROM alert_attempt')).toEqual([]);
  });
});
