import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RuleBench, type TestChange, type TestTeller } from '../../../test/rule-bench.js';

let bench: RuleBench;
let console: TestTeller;
beforeAll(async () => {
  bench = await RuleBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
  console = bench.teller();
});

const tick = (): Promise<void> => console.teller.tick();
/** Lets hours pass and looks. */
const after = async (hours: number): Promise<void> => {
  bench.passHours(hours);
  await tick();
};
const opened = (address: string, port: number): TestChange => ({
  ...{ address, port, kind: 'port_opened' },
  after: { name: 'ssh' },
});
const closed = (address: string, port: number): TestChange => ({
  ...{ address, port, kind: 'port_closed' },
  ...{ before: { name: 'ssh' }, after: { state: 'closed' } },
});
const waiting = async (ruleId: string): Promise<number> => {
  const [row] = await bench.database.query<{ n: number }>(
    `SELECT coalesce(sum(size), 0)::int AS n FROM alert_item WHERE rule_id = $1`,
    [ruleId],
  );
  return row?.n ?? 0;
};

describe('a digest', () => {
  it('is one message with all that came together, at its time', async () => {
    const [office, branch] = [await bench.aSite('Office'), await bench.aSite('Branch')];
    const ruleId = await bench.aRule({
      events: ['failed', 'completed'],
      changes: ['port_opened'],
      digest: 'daily',
      digestAt: '18:00',
    });
    await bench.happens('failed', { siteId: office });
    await bench.happens('completed', { siteId: branch, changes: [opened('10.0.0.1', 22), opened('10.0.0.2', 22)] });
    await after(5.9);
    expect(await bench.messages()).toEqual([]);
    expect(await waiting(ruleId)).toBe(4);
    expect(await console.metrics.registry.getSingleMetricAsString('scanfleet_alert_things_waiting')).toContain(' 4');
    await after(0.1);
    expect(await bench.messages()).toMatchObject([
      {
        kind: 'digest',
        severity: 'problem',
        subject: '[Scanfleet] daily digest: 1 scan completed, 1 scan failed, 2 changes (2 ports opened)',
        site: null,
        scans: [{ event: 'failed' }, { event: 'completed' }],
        lines: [{ address: '10.0.0.1' }, { address: '10.0.0.2' }],
        counts: { failed: 1, completed: 1, port_opened: 2 },
        url: 'https://scans.example.org/changes',
        at: '2026-03-01T18:00:00.000Z',
      },
    ]);
    await after(24);
    expect(await bench.messages()).toHaveLength(1);
    expect(await console.metrics.registry.getSingleMetricAsString('scanfleet_alert_messages_total')).toContain(
      'kind="digest"} 1',
    );
  });

  it('of a single scan is called as it would have been', async () => {
    const siteId = await bench.aSite();
    await bench.aRule({ changes: ['port_opened'], digest: 'hourly' });
    await bench.happens('completed', { siteId, changes: [opened('10.0.0.1', 22)] });
    await tick();
    await after(1);
    expect(await bench.messages()).toMatchObject([
      { kind: 'changes', subject: '[Scanfleet] Office: 1 change (1 port opened)' },
    ]);
  });

  it('keeps two hundred lines and counts the rest, of however many scans', async () => {
    await bench.aRule({ changes: ['port_opened'], digest: 'hourly' });
    for (let scan = 0; scan < 3; scan += 1) {
      await bench.happens('completed', {
        changes: Array.from({ length: 90 }, (_, index) => opened('10.0.0.1', 100 * scan + index)),
      });
    }
    await tick();
    await after(1);
    const [message] = await bench.messages();
    expect({ lines: message?.lines.length, more: message?.more, counts: message?.counts }).toEqual({
      ...{ lines: 200, more: 70, counts: { port_opened: 270 } },
    });
  });

  it('leaves out what somebody acknowledged or muted while it waited', async () => {
    await bench.aRule({ changes: ['port_opened'], digest: 'hourly' });
    await bench.happens('completed', {
      changes: [opened('10.0.0.1', 22), opened('10.0.0.2', 22), opened('10.0.0.3', 22)],
    });
    await tick();
    await bench.database.query(
      `UPDATE change SET acknowledged_at = now() WHERE host_id = (SELECT id FROM host WHERE address = '10.0.0.1')`,
    );
    await bench.mutes.create(
      { siteId: null, addresses: '10.0.0.2', ports: '', until: '2026-03-01T20:00:00.000Z', reason: '' },
      'ann',
    );
    await after(1);
    expect(await bench.messages()).toMatchObject([
      { lines: [{ address: '10.0.0.3' }], counts: { port_opened: 1 }, leftOut: { acknowledged: 1, muted: 1 } },
    ]);
  });

  it.each<[string, (ruleId: string) => Promise<unknown>]>([
    ['disabled', (ruleId) => bench.change(ruleId, { enabled: false })],
    ['deleted', (ruleId) => bench.database.transaction((tx) => bench.store.remove(tx, ruleId))],
  ])('is not sent when the rule was %s meanwhile, nor later', async (_, end) => {
    const ruleId = await bench.aRule({ events: ['failed'], digest: 'hourly' });
    await bench.happens('failed');
    await tick();
    await end(ruleId);
    await after(1);
    await after(5);
    expect(await bench.messages()).toEqual([]);
    expect(await bench.database.query(`SELECT FROM alert_item`)).toEqual([]);
  });

  it.each([
    ['when the mute is over', null, 4],
    ['when somebody ends the mute', null, 2],
    ['at the later end of a mute that was made longer', '2026-03-01T20:00:00.000Z', 8],
    ['at the end of the quiet hours in which the mute ends', '2026-03-01T23:00:00.000Z', 18],
  ])('with what was found before a mute is sent %s', async (_, until, hours) => {
    const ruleId = await bench.aRule({ events: ['failed'], digest: 'hourly', quiet: { from: '22:30', to: '06:00' } });
    await bench.happens('failed');
    await tick();
    await bench.change(ruleId, { mutedUntil: '2026-03-01T16:00:00.000Z' });
    await after(1.5);
    await bench.happens('failed');
    await after(0.4);
    if (until !== null) await bench.change(ruleId, { mutedUntil: until });
    expect(await bench.messages()).toEqual([]);
    if (hours === 2) await bench.change(ruleId, { mutedUntil: null });
    await after(hours - 2);
    if (hours > 2) expect(await bench.messages()).toEqual([]);
    await after(0.1);
    // What happened meanwhile is not told.
    expect((await bench.messages()).map(({ scans }) => scans.length)).toEqual([1]);
    await after(24);
    expect(await bench.messages()).toHaveLength(1);
  });

  it('keeps what is committed for it while it is put together', async () => {
    const ruleId = await bench.aRule({ events: ['failed'], digest: 'hourly' });
    await bench.happens('failed');
    await tick();
    bench.passHours(1);
    // Told by another console, which is not ready yet when the digest is sent: both are due by then.
    let commit: () => void = () => undefined;
    const held = new Promise<void>((done) => (commit = done));
    const slow = bench.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM alert_rule WHERE id = $1 FOR KEY SHARE`, [ruleId]);
      await tx.query(
        `INSERT INTO alert_item (rule_id, state, due_at, parcel, size) SELECT rule_id, state, due_at, parcel, size FROM alert_item`,
      );
      await held;
    });
    const outbox = bench.outbox();
    const post = outbox.post.bind(outbox);
    outbox.post = async (tx, message) => {
      commit();
      await slow;
      await post(tx, message);
    };
    await bench.teller({ outbox }).teller.tick();
    await tick();
    expect((await bench.messages()).map(({ scans }) => scans.length)).toEqual([1, 1]);
  });

  it('is forgotten by a rule that is disabled, though it is enabled again', async () => {
    const ruleId = await bench.aRule({ events: ['failed'], digest: 'hourly' });
    await bench.happens('failed');
    await tick();
    await bench.change(ruleId, { enabled: false });
    await bench.change(ruleId, { enabled: true });
    await after(1);
    expect(await bench.messages()).toEqual([]);
  });

  it('comes by the new times when they were changed while it waited', async () => {
    const ruleId = await bench.aRule({ events: ['failed'], digest: 'daily', digestAt: '18:00' });
    await bench.happens('failed');
    await tick();
    await bench.change(ruleId, { digest: 'immediate' });
    await tick();
    expect(await bench.messages()).toHaveLength(1);
  });

  it('is sent once by two consoles', async () => {
    await bench.aRule({ events: ['failed'], digest: 'hourly' });
    await bench.happens('failed');
    await tick();
    bench.passHours(1);
    await Promise.all([bench.teller(), bench.teller(), console].map(({ teller }) => teller.tick()));
    expect(await bench.messages()).toHaveLength(1);
  });
});

describe('quiet hours', () => {
  it('keep everything until their end, as one message', async () => {
    await bench.clear('21:30:00');
    await bench.aRule({ events: ['failed'], quiet: { from: '22:00', to: '07:00' }, zone: 'Europe/Berlin' });
    // 22:30 in Berlin.
    await bench.happens('failed');
    await after(1);
    await bench.happens('failed');
    await after(7.4);
    expect(await bench.messages()).toEqual([]);
    await after(0.1);
    expect(await bench.subjects()).toEqual(['after quiet hours: 2 scans failed']);
    await bench.happens('failed');
    await tick();
    expect(await bench.messages()).toHaveLength(2);
  });
});

describe('what goes to and fro', () => {
  it('is told once, held while it moves, and told when it has come to rest otherwise', async () => {
    const siteId = await bench.aSite();
    const ruleId = await bench.aRule({ changes: ['port_opened', 'port_closed'], flapHours: 6 });
    const scan = (changes: TestChange[]): Promise<string> => bench.happens('completed', { siteId, changes });
    await scan([opened('10.0.0.1', 22), opened('10.0.0.2', 22)]);
    await tick();
    expect(await bench.lines()).toHaveLength(2);
    await bench.forgetMessages();
    for (let round = 0; round < 3; round += 1) {
      bench.passHours(1);
      await scan([closed('10.0.0.1', 22), closed('10.0.0.2', 22)]);
      await after(1);
      if (round < 2) await scan([opened('10.0.0.1', 22), opened('10.0.0.2', 22)]);
      else await scan([opened('10.0.0.1', 22), closed('10.0.0.3', 22)]);
      await tick();
    }
    // Another thing that moves is told, with what was left out beside it.
    expect(await bench.messages()).toMatchObject([{ lines: [{ address: '10.0.0.3' }], leftOut: { flapping: 1 } }]);
    await bench.forgetMessages();
    await after(4.9);
    expect(await bench.messages()).toEqual([]);
    await after(0.2);
    expect(await bench.messages()).toMatchObject([
      {
        subject: '[Scanfleet] Office: 1 change (1 port closed)',
        lines: [{ address: '10.0.0.2', kind: 'port_closed', text: 'closed: ssh (settled after 5 moves to and fro)' }],
      },
    ]);
    await after(1);
    // The other one is again what was told of it.
    expect(await bench.messages()).toHaveLength(1);
    expect(await bench.database.query(`SELECT FROM alert_held WHERE rule_id = $1`, [ruleId])).toEqual([]);
    await bench.forgetMessages();
    await scan([closed('10.0.0.1', 22)]);
    await tick();
    expect(await bench.lines()).toEqual(['port_closed 10.0.0.1 tcp/22']);
  });

  it('is forgotten with the rule disabled, and told at once when nothing is held any more', async () => {
    const off = await bench.aRule({ name: 'off', changes: ['port_opened', 'port_closed'], flapHours: 6 });
    const plain = await bench.aRule({ name: 'plain', changes: ['port_opened', 'port_closed'], flapHours: 6 });
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    await after(1);
    await bench.happens('completed', { changes: [closed('10.0.0.1', 22)] });
    await tick();
    await bench.forgetMessages();
    await bench.change(off, { enabled: false });
    await bench.change(plain, { flapHours: 0 });
    await tick();
    expect(await bench.messages()).toMatchObject([{ rule: { name: 'plain' }, lines: [{ kind: 'port_closed' }] }]);
  });

  it('of a thousand ports and more is held and told as of one', async () => {
    await bench.aRule({ changes: ['port_opened', 'port_closed'], flapHours: 6 });
    const ports = Array.from({ length: 1200 }, (_, index) => index + 1);
    await bench.happens('completed', { changes: ports.map((port) => opened('10.0.0.1', port)) });
    await after(1);
    await bench.happens('completed', { changes: ports.map((port) => closed('10.0.0.1', port)) });
    await after(6);
    const counts = (await bench.messages()).map((message) => message.counts);
    expect(counts).toEqual([{ port_opened: 1200 }, { port_closed: 1200 }]);
  });
});
