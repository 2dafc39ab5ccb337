import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RuleBench, type RuleWish, type TestChange, type TestTeller } from '../../../test/rule-bench.js';

let bench: RuleBench;
let console: TestTeller;
let siteId: string;
beforeAll(async () => {
  bench = await RuleBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
  console = bench.teller();
  siteId = await bench.aSite();
});

const tick = (): Promise<void> => console.teller.tick();
const ssh = { port: 22, name: 'ssh' };
const http = { port: 80, name: 'http' };
const careful = (wish: RuleWish = {}): Promise<string> =>
  bench.aRule({
    name: 'Careful',
    changes: ['host_new', 'port_opened', 'port_closed', 'service_changed'],
    confirm: 'reprobe',
    ...wish,
  });
/** A known host on which a scan then finds port 80 opened. */
async function opens(): Promise<void> {
  await bench.scanHosts([{ address: '10.0.0.1', ports: [ssh] }], { siteId });
  bench.clock.pass(1);
  await careful();
  await bench.scanHosts([{ address: '10.0.0.1', ports: [ssh, http] }], { siteId });
  await tick();
}
const told = async (): Promise<string[]> =>
  (await bench.messages()).flatMap(({ lines }) =>
    lines.map(({ kind, address, port, unconfirmed }) =>
      [kind, address, port, unconfirmed].filter((word) => word !== null).join(' '),
    ),
  );
const changed = (address: string, kind: TestChange['kind'], more: Partial<TestChange> = {}): TestChange => ({
  address,
  kind,
  ...more,
});

describe('a second look', () => {
  it('is a small scan of just what changed, by the same means and within the limits of the site', async () => {
    await opens();
    expect(await bench.messages()).toEqual([]);
    expect(await bench.looks()).toEqual([
      {
        ...{
          id: expect.any(String),
          state: 'planned',
          created_by: 'alert rule Careful',
          options_text: '-sT -Pn -p 80 -T4',
        },
        ...{ address_set: '10.0.0.1', priority: 'high', site_id: siteId, engine_id: null, time_limit_seconds: 3600 },
      },
    ]);
    const [rule] = await bench.database.query(
      `SELECT count(*)::int AS n FROM alert_confirmation WHERE state = 'looking'`,
    );
    expect(rule).toEqual({ n: 1 });
    await tick();
    expect(await bench.looks()).toHaveLength(1);
  });

  it('lets what is still so be told, once', async () => {
    await opens();
    await bench.engineScans([{ address: '10.0.0.1', ports: [http], others: null }], { ports: '80' });
    await tick();
    await tick();
    expect(await bench.messages()).toMatchObject([
      {
        kind: 'changes',
        subject: '[Scanfleet] Office: 1 change (1 port opened)',
        lines: [{ port: 80, unconfirmed: null }],
      },
    ]);
    expect(await bench.database.query(`SELECT FROM alert_item`)).toEqual([]);
  });

  it('drops what is not so any more', async () => {
    await opens();
    await bench.engineScans([{ address: '10.0.0.1', ports: [], others: 'closed' }], { ports: '80' });
    await tick();
    expect(await bench.messages()).toEqual([]);
    expect(await bench.database.query(`SELECT FROM alert_item`)).toEqual([]);
  });

  it('holds back no failure: what is still looked at comes after it', async () => {
    await careful({ events: ['failed', 'partial'], changes: ['port_opened', 'os_changed'] });
    await bench.happens('failed', {
      siteId,
      changes: [changed('10.0.0.1', 'port_opened', { port: 22 }), changed('10.0.0.1', 'os_changed')],
    });
    await tick();
    expect(await bench.messages()).toMatchObject([
      {
        kind: 'scan',
        scans: [{ event: 'failed' }],
        lines: [{ kind: 'os_changed' }],
        counts: { failed: 1, os_changed: 1 },
      },
    ]);
    await bench.forgetMessages();
    bench.clock.pass(3600);
    await tick();
    expect(await bench.messages()).toMatchObject([
      { kind: 'changes', scans: [], lines: [{ port: 22, unconfirmed: expect.any(String) }] },
    ]);
  });

  it('is not taken when the scan was cancelled', async () => {
    await careful({ changes: ['port_opened'] });
    await bench.happens('cancelled', { changes: [changed('10.0.0.1', 'port_opened', { port: 22 })] });
    await tick();
    expect(await bench.looks()).toEqual([]);
    expect(await told()).toEqual(['port_opened 10.0.0.1 22 the scan that found it was cancelled']);
  });

  it('finds other things by the way, which are told as they are and not looked at again', async () => {
    await careful({ changes: ['port_opened', 'port_closed'] });
    const site = await bench.aSite('Branch', { difference: ['audit@example.org'] });
    await bench.happens('completed', {
      siteId: site,
      changes: [changed('10.0.0.1', 'port_opened', { port: 22 }), changed('10.0.0.2', 'port_opened', { port: 80 })],
    });
    await tick();
    await bench.forgetMessages();
    await bench.engineScans(
      [
        { address: '10.0.0.1', ports: [http], others: 'closed' },
        { address: '10.0.0.2', ports: [http], others: 'closed' },
      ],
      { ports: '22,80' },
    );
    // The fixture's hosts have no services, so the look finds port 80 of the first one and the one that it was for.
    await tick();
    await tick();
    const messages = await bench.messages();
    const ofRule = messages.filter(({ rule }) => rule !== null).flatMap(({ lines }) => lines);
    expect(ofRule.map(({ kind, address, port }) => `${kind} ${address} ${port}`).sort()).toEqual([
      'port_opened 10.0.0.1 80',
      'port_opened 10.0.0.2 80',
    ]);
    expect(await bench.looks()).toHaveLength(1);
    expect(messages.filter(({ kind }) => kind === 'difference')).toHaveLength(1);
    expect(await bench.database.query(`SELECT FROM alert_item`)).toEqual([]);
  });

  it('keeps the event of its scan waiting, for one message', async () => {
    await careful({ events: ['completed'] });
    const scanId = await bench.scanHosts([{ address: '10.0.0.1', ports: [ssh] }], { siteId });
    await tick();
    expect(await bench.messages()).toEqual([]);
    await bench.engineScans([{ address: '10.0.0.1', ports: [], others: 'closed' }], { ports: '22' });
    await tick();
    expect(await bench.messages()).toMatchObject([
      { kind: 'scan', scans: [{ id: scanId, event: 'completed' }], lines: [], leftOut: { undone: 1 } },
    ]);
  });

  it('asks for versions and certificates where services changed', async () => {
    await careful({ changes: ['service_changed', 'certificate_changed'] });
    await bench.happens('completed', {
      changes: [
        changed('10.0.0.1', 'service_changed', { port: 22, before: { name: 'ssh' }, after: { name: 'telnet' } }),
        changed('10.0.0.2', 'certificate_changed', { port: 443, before: {}, after: {} }),
      ],
    });
    await tick();
    expect(await bench.looks()).toMatchObject([
      { options_text: '-sT -Pn -sV --script ssl-cert -p 22,443 -T4', address_set: '10.0.0.1-10.0.0.2' },
    ]);
  });

  it('finds hosts by what found them first, and ports and hosts by a look each', async () => {
    await careful({ changes: ['host_down', 'host_up', 'port_closed'] });
    const scanId = await bench.happens('started');
    await bench.database.query(
      `UPDATE scan SET options = '[{"name": "-sS"}, {"name": "-PE"}, {"name": "-PS", "value": "22"}]'`,
    );
    await bench.happens('completed', {
      scanId,
      changes: [
        changed('10.0.0.1', 'host_down', { before: { status: 'up' } }),
        changed('10.0.0.2', 'host_up', { before: { status: 'down' } }),
        changed('10.0.0.3', 'host_up', { before: { status: 'down' } }),
        changed('10.0.0.4', 'port_closed', { port: 22 }),
      ],
    });
    await bench.database.query(`UPDATE host SET answers_discovery = address <> '10.0.0.3'`);
    await tick();
    const looks = await bench.looks();
    expect(looks).toMatchObject([
      { options_text: '-sT -Pn -p 22 -T4', address_set: '10.0.0.4' },
      { options_text: '-sn -PE -PS22', address_set: '10.0.0.1-10.0.0.3' },
    ]);
    // One look is over and the other is not: there will be one message.
    await bench.engineScans([{ address: '10.0.0.9', reason: 'echo-reply' }], { options: '-sn%' });
    await tick();
    expect(await bench.messages()).toEqual([]);
    await bench.engineScans([{ address: '10.0.0.4', ports: [], others: 'closed' }], { ports: '22' });
    await tick();
    expect(await bench.messages()).toHaveLength(1);
    expect(await told()).toEqual([
      'host_down 10.0.0.1',
      'host_up 10.0.0.3 only port scans have ever found this host, so its silence means nothing',
      'port_closed 10.0.0.4 22',
    ]);
  });

  it('is not taken of what nobody can ask again: it is told with the reason', async () => {
    await careful({ changes: ['port_opened', 'os_changed', 'mac_changed', 'name_changed'] });
    await bench.happens('completed', {
      changes: [
        changed('10.0.0.1', 'port_opened', { port: 53, protocol: 'udp' }),
        changed('10.0.0.1', 'os_changed'),
        changed('10.0.0.1', 'mac_changed'),
        changed('10.0.0.1', 'name_changed'),
      ],
    });
    await tick();
    expect(await bench.looks()).toEqual([]);
    expect((await bench.messages())[0]?.lines.map(({ unconfirmed }) => unconfirmed)).toEqual([
      'a MAC address is only seen from the same network',
      'names come from DNS and not from the host',
      'an operating system is guessed from more than can be asked again for one host',
      'silence on UDP ports means too little to be asked again',
    ]);
  });

  it('is not taken of too many addresses or ports', async () => {
    await careful({ changes: ['port_opened'] });
    const ports = Array.from({ length: 1001 }, (_, index) => changed('10.0.0.1', 'port_opened', { port: index + 1 }));
    await bench.happens('completed', { changes: ports });
    await tick();
    const [message] = await bench.messages();
    expect(message?.counts).toEqual({ port_opened: 1001 });
    expect(message?.lines[0]?.unconfirmed).toBe('more than 1,000 ports are not looked at a second time');
    await bench.forgetMessages();
    await bench.database.transaction(async (tx) => {
      const scanId = await bench.happens('started');
      await tx.query(
        `WITH hosts AS (INSERT INTO host (zone_id, address, status, status_since, first_seen_at)
           SELECT zone.id, '10.1.0.0'::inet + i, 'up', now(), now() FROM generate_series(1, 4097) AS i, zone WHERE zone.name = 'default' RETURNING id)
         INSERT INTO change (host_id, scan_id, kind, protocol, port, at) SELECT id, $1, 'port_opened', 'tcp', 22, now() FROM hosts`,
        [scanId],
      );
      tx.afterCommit(() => bench.happens('completed', { scanId }).then(() => undefined));
    });
    await tick();
    const [second] = await bench.messages();
    expect(second?.counts).toEqual({ port_opened: 4097 });
    expect(second?.lines[0]?.unconfirmed).toBe('more than 4,096 addresses are not looked at a second time');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'was cancelled',
      async () => {
        const [look] = await bench.looks();
        const { ledger } = bench.ingest.ledgers;
        await bench.database.transaction((tx) => ledger.cancel(tx, String(look?.['id']), 'ann'));
      },
      'the second look was cancelled: Cancelled by ann.',
    ],
    [
      'has not ended in an hour',
      () => Promise.resolve(bench.clock.pass(3600)),
      'the second look had not ended after 60 minutes',
    ],
    [
      'was deleted',
      () => bench.database.query(`DELETE FROM scan WHERE origin = 'confirmation'`),
      'the second look could not be started or was deleted',
    ],
    [
      'failed',
      () =>
        bench.database.query(
          `UPDATE scan SET state = 'failed', reason = 'no engine', finished_at = now() WHERE origin = 'confirmation'`,
        ),
      'the second look failed: no engine',
    ],
    [
      'failed in part',
      () =>
        bench.database.query(
          `UPDATE scan SET state = 'completed', partial = true, reason = '1 of 2 shards failed', finished_at = now() WHERE origin = 'confirmation'`,
        ),
      'part of the second look failed: 1 of 2 shards failed',
    ],
  ])('that %s lets the change be told without it', async (_, happens, reason) => {
    await opens();
    await happens();
    await tick();
    expect(await told()).toEqual([`port_opened 10.0.0.1 80 ${reason}`]);
    await tick();
    expect(await bench.messages()).toHaveLength(1);
  });

  it('that cannot be taken lets the change be told with the reason', async () => {
    await careful({ changes: ['port_opened'] });
    const exclude = (target: string, scope: string): Promise<unknown> =>
      bench.database.query(
        `INSERT INTO exclusion (id, scope, site_id, target, author, created_at) VALUES (gen_random_uuid(), $1, $2, $3, 'ann', now())`,
        [scope, scope === 'site' ? siteId : null, target],
      );
    await exclude('10.0.0.1', 'global');
    await exclude('10.0.0.2', 'site');
    await bench.happens('completed', {
      siteId,
      changes: [changed('10.0.0.1', 'port_opened', { port: 22 }), changed('10.0.0.2', 'port_opened', { port: 22 })],
    });
    await tick();
    expect(await told()).toEqual([
      'port_opened 10.0.0.1 22 it is excluded from scans now',
      'port_opened 10.0.0.2 22 it is excluded from scans now',
    ]);
    await bench.forgetMessages();
    const { engineId } = await bench.ingest.ledgers.anEngine();
    const scanId = await bench.happens('started');
    await bench.database.query(`UPDATE scan SET engine_id = $1`, [engineId]);
    await bench.database.query(`UPDATE engine SET retired_at = now()`);
    await bench.happens('completed', { scanId, changes: [changed('10.0.0.3', 'port_opened', { port: 22 })] });
    await tick();
    expect(await told()).toEqual([expect.stringContaining('the second look could not be started: ')]);
  });

  it('does not reach what is excluded after it was planned, and says so', async () => {
    await careful({ changes: ['port_opened'] });
    await bench.happens('completed', {
      changes: [changed('10.0.0.1', 'port_opened', { port: 22 }), changed('10.0.0.2', 'port_opened', { port: 22 })],
    });
    await tick();
    await bench.database.query(
      `INSERT INTO exclusion (id, scope, target, author, created_at) VALUES (gen_random_uuid(), 'global', '10.0.0.2', 'ann', now())`,
    );
    await bench.engineScans([{ address: '10.0.0.1', ports: [ssh], others: null }], { ports: '22' });
    await tick();
    expect(await told()).toEqual(['port_opened 10.0.0.1 22', 'port_opened 10.0.0.2 22 it is excluded from scans now']);
  });

  it('of a new host asks for the ports that it lists, also where opened ports are told', async () => {
    await careful({ name: 'hosts', changes: ['host_new'] });
    await careful({ name: 'ports', changes: ['port_opened'], filter: { ports: '80,443' } });
    await bench.scanHosts([{ address: '10.0.0.1', ports: [ssh, http] }], { siteId });
    await tick();
    // One look for both.
    expect((await bench.looks()).map(({ options_text: text }) => text)).toEqual(['-sT -Pn -p 22,80 -T4']);
    await bench.engineScans([{ address: '10.0.0.1', others: 'closed', ports: [ssh] }], { ports: '22,80' });
    await tick();
    // Port 80 is closed again, so the one port is not told and the host is.
    expect(await told()).toEqual(['host_new 10.0.0.1']);
  });

  it('is not waited for by what goes to and fro already, and counts before that begins', async () => {
    await careful({ changes: ['port_opened', 'port_closed'], flapHours: 6 });
    await bench.happens('completed', { changes: [changed('10.0.0.1', 'port_opened', { port: 22 })] });
    await tick();
    // Not so any more: nothing was told, and nothing moved.
    await bench.engineScans([{ address: '10.0.0.1', ports: [], others: 'closed' }], { ports: '22' });
    await tick();
    expect(await bench.database.query(`SELECT FROM alert_held`)).toEqual([]);
    await bench.scanHosts([{ address: '10.0.0.1', ports: [ssh] }], { siteId });
    await tick();
    await bench.engineScans([{ address: '10.0.0.1', ports: [ssh], others: null }], { ports: '22' });
    await tick();
    expect(await told()).toEqual(['port_opened 10.0.0.1 22']);
    await bench.scanHosts([{ address: '10.0.0.1', ports: [], others: 'closed' }], { siteId, ports: '22' });
    await tick();
    expect(await bench.looks()).toHaveLength(2);
    bench.passHours(7);
    await tick();
    expect(await told()).toEqual(['port_opened 10.0.0.1 22', 'port_closed 10.0.0.1 22']);
  });

  it('is given up with a rule that is disabled meanwhile, and told after the mute of one that is muted', async () => {
    await opens();
    const [rule] = await bench.database.query<{ id: string }>(`SELECT id FROM alert_rule`);
    await bench.change(rule?.id ?? '', { mutedUntil: '2026-03-01T16:00:00.000Z' });
    await bench.engineScans([{ address: '10.0.0.1', ports: [http], others: null }], { ports: '80' });
    await tick();
    expect(await bench.messages()).toEqual([]);
    bench.setClock('2026-03-01T16:00:00Z');
    await tick();
    expect(await told()).toEqual(['port_opened 10.0.0.1 80']);
    await bench.happens('completed', { changes: [changed('10.0.0.1', 'port_opened', { port: 22 })] });
    await tick();
    await bench.change(rule?.id ?? '', { enabled: false });
    bench.clock.pass(3600);
    await tick();
    expect(await bench.messages()).toHaveLength(1);
    expect(await bench.database.query(`SELECT FROM alert_item`)).toEqual([]);
  });

  it('is made once by two consoles', async () => {
    await careful({ changes: ['port_opened'] });
    await bench.happens('completed', { changes: [changed('10.0.0.1', 'port_opened', { port: 22 })] });
    await Promise.all([console, bench.teller()].map(({ teller }) => teller.tick()));
    await Promise.all([console, bench.teller()].map(({ teller }) => teller.tick()));
    expect(await bench.looks()).toHaveLength(1);
  });
});
