import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AlertMessage, muteListQuery } from '@scanfleet/contracts';
import { RuleBench, type TestChange, type TestTeller } from '../../../test/rule-bench.js';
import { createDataSource } from '../../platform/database/data-source.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { AlertsBell } from '../outbox/alerts-bell.js';
import { Outbox, type Post } from '../outbox/outbox.js';

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
const only = async (): Promise<AlertMessage> => {
  const messages = await bench.messages();
  expect(messages).toHaveLength(1);
  return messages[0] as AlertMessage;
};
const opened = (address: string, port: number): TestChange => ({
  ...{ address, port, kind: 'port_opened' },
  after: { name: 'ssh', product: 'OpenSSH', version: '9.2' },
});
const closed = (address: string, port: number): TestChange => ({
  ...{ address, port, kind: 'port_closed' },
  ...{ before: { name: 'ssh', product: null, version: null }, after: { state: 'closed' } },
});

describe('what happens to a scan', () => {
  it('is told by every rule that names the event, through its channels, with where to look', async () => {
    const channelId = await bench.aChannel();
    const siteId = await bench.aSite();
    await bench.aRule({ name: 'Trouble', events: ['failed', 'partial'], channelIds: [channelId] });
    await bench.aRule({ name: 'Ends', events: ['completed'] });
    const scanId = await bench.happens('failed', { siteId });
    await tick();
    expect(await only()).toMatchObject({
      kind: 'scan',
      severity: 'problem',
      subject: '[Scanfleet] Office: scan failed',
      rule: { name: 'Trouble' },
      site: { id: siteId, name: 'Office' },
      scans: [{ id: scanId, event: 'failed', reason: 'nmap crashed', command: 'everything', targets: '10.0.0.0/8' }],
      counts: { failed: 1 },
      url: `https://scans.example.org/scans/${scanId}`,
      at: '2026-03-01T12:00:00.000Z',
    });
    const deliveries = await bench.database.query(`SELECT channel_id FROM alert_delivery`);
    expect(deliveries).toEqual([{ channel_id: channelId }]);
    const [rule] = await bench.database.query(`SELECT last_message_at FROM alert_rule WHERE name = 'Trouble'`);
    expect(rule).toEqual({ last_message_at: bench.clock.now() });
  });

  it('is narrowed by site, and by nothing that only changes have', async () => {
    const [office, branch] = [await bench.aSite('Office'), await bench.aSite('Branch')];
    await bench.aRule({ events: ['failed'], filter: { siteIds: [office] } });
    await bench.aRule({ events: ['failed'], filter: { addresses: '192.0.2.1', ports: '22' } });
    await bench.happens('failed', { siteId: branch });
    await bench.happens('failed', {});
    await tick();
    expect(await bench.subjects()).toEqual(['Branch: scan failed', '10.0.0.0/8: scan failed']);
    await bench.happens('failed', { siteId: office });
    await tick();
    expect(await bench.messages()).toHaveLength(4);
  });

  it('is told once, however often anybody looks', async () => {
    await bench.aRule({ events: ['started'] });
    await bench.happens('started');
    for (const each of [console, bench.teller(), console]) await each.teller.tick();
    expect(await bench.messages()).toHaveLength(1);
  });

  it('is told by nobody who was not there yet, was not enabled yet, or is muted', async () => {
    await bench.happens('failed');
    bench.clock.pass(1);
    await bench.aRule({ events: ['failed'] });
    const off = await bench.aRule({ events: ['failed'], enabled: false });
    const mutedRule = await bench.aRule({ events: ['failed'] });
    await bench.change(mutedRule, { mutedUntil: '2026-03-01T14:00:00.000Z' });
    await tick();
    expect(await bench.messages()).toEqual([]);
    await bench.happens('failed');
    await tick();
    expect(await bench.messages()).toHaveLength(1);
    await bench.happens('failed');
    bench.clock.pass(1);
    await bench.change(off, { enabled: true });
    await tick();
    expect(await bench.messages()).toHaveLength(2);
    bench.passHours(2);
    await bench.happens('failed');
    await tick();
    expect(await bench.messages()).toHaveLength(5);
  });

  it('says why a blackout has paused it', async () => {
    await bench.aRule({ events: ['paused'] });
    await bench.happens('paused');
    await bench.database.query(`UPDATE scan_event SET facts = facts || '{"blackout": "Night"}'`);
    await tick();
    expect(await only()).toMatchObject({ severity: 'warning', scans: [{ reason: 'The blackout "Night" is open.' }] });
  });
});

describe('changes', () => {
  it('are told when the scan that found them has ended, in one message', async () => {
    const siteId = await bench.aSite();
    await bench.aRule({ events: ['completed'], changes: ['host_new', 'port_opened'] });
    const scanId = await bench.scanHosts([{ address: '10.0.0.1', ports: [{ port: 22, name: 'ssh' }] }], { siteId });
    await tick();
    expect(await only()).toMatchObject({
      kind: 'scan',
      severity: 'info',
      subject: '[Scanfleet] Office: scan completed, 1 change (1 new host)',
      scans: [{ id: scanId, event: 'completed', hostsUp: 1 }],
      lines: [{ kind: 'host_new', address: '10.0.0.1', port: null, text: 'new host with 1 open port: ssh' }],
      counts: { completed: 1, host_new: 1 },
    });
    await bench.forgetMessages();
    await bench.scanHosts(
      [
        {
          address: '10.0.0.1',
          names: ['db.example.org'],
          ports: [
            { port: 22, name: 'ssh' },
            { port: 80, name: 'http', product: 'nginx' },
          ],
        },
      ],
      { siteId },
    );
    await tick();
    expect((await only()).lines).toMatchObject([
      {
        kind: 'port_opened',
        hostName: 'db.example.org',
        protocol: 'tcp',
        port: 80,
        text: 'opened: http nginx',
        unconfirmed: null,
      },
    ]);
  });

  it('name their scan though its end is not told', async () => {
    const siteId = await bench.aSite();
    await bench.aRule({ changes: ['port_opened'] });
    const scanId = await bench.happens('completed', {
      siteId,
      changes: [opened('10.0.0.1', 22), opened('10.0.0.2', 22)],
    });
    await tick();
    expect(await only()).toMatchObject({
      kind: 'changes',
      subject: '[Scanfleet] Office: 2 changes (2 ports opened)',
      scans: [],
      url: `https://scans.example.org/scans/${scanId}`,
    });
    const [row] = await bench.database.query(`SELECT scan_ids FROM alert_message`);
    expect(row).toEqual({ scan_ids: [scanId] });
  });

  it.each<[string, Parameters<RuleBench['aRule']>[0], string[]]>([
    ['kind', { changes: ['port_closed'] }, ['port_closed 10.0.0.2 tcp/22']],
    [
      'address',
      { filter: { addresses: '10.0.0.2, 10.0.0.128/25' } },
      ['port_closed 10.0.0.2 tcp/22', 'host_down 10.0.0.200'],
    ],
    [
      'port',
      { filter: { ports: '22' } },
      ['port_opened 10.0.0.1 tcp/22', 'port_closed 10.0.0.2 tcp/22', 'port_opened 10.0.0.3 udp/22'],
    ],
    ['port of a protocol', { filter: { ports: 'U:22' } }, ['port_opened 10.0.0.3 udp/22']],
    ['service', { filter: { service: 'open*' } }, ['port_opened 10.0.0.1 tcp/22', 'port_opened 10.0.0.3 udp/22']],
    ['host name', { filter: { hostName: '*.corp.example' } }, ['host_down 10.0.0.200']],
    [
      'all at once',
      { filter: { service: 'SSH', ports: '22', addresses: '10.0.0.2' } },
      ['port_closed 10.0.0.2 tcp/22'],
    ],
  ])('are narrowed by %s', async (_, wish, told) => {
    await bench.aRule(wish);
    await bench.happens('completed', {
      changes: [
        opened('10.0.0.1', 22),
        closed('10.0.0.2', 22),
        { ...opened('10.0.0.3', 22), protocol: 'udp' },
        { address: '10.0.0.200', kind: 'host_down', names: ['a.corp.example'], before: { status: 'up' } },
      ],
    });
    await tick();
    expect(await bench.lines()).toEqual(told);
  });

  it('of a new host are those of the ports that it lists, for whoever asks for ports', async () => {
    const after = {
      names: [],
      openPorts: [
        { protocol: 'tcp', port: 22, name: 'ssh' },
        { protocol: 'tcp', port: 80, name: 'http' },
      ],
      openPortCount: 2,
    };
    await bench.aRule({ name: 'a', changes: ['port_opened'], filter: { ports: '80,443' } });
    await bench.aRule({ name: 'b', changes: ['host_new', 'port_opened'], filter: { ports: '22' } });
    await bench.aRule({ name: 'c', changes: ['host_new'], filter: { ports: '443' } });
    await bench.happens('completed', { changes: [{ address: '10.0.0.1', kind: 'host_new', after }] });
    await tick();
    expect((await bench.lines()).sort()).toEqual(['host_new 10.0.0.1', 'port_opened 10.0.0.1 tcp/80']);
  });

  it('of the service behind a certificate are found by its name', async () => {
    await bench.aRule({ changes: ['certificate_changed'], filter: { service: 'nginx' } });
    const certificate: TestChange = {
      ...{ address: '10.0.0.1', kind: 'certificate_changed', port: 443 },
      ...{
        before: { subject: 'CN=old', fingerprint: 'aa' },
        after: { subject: 'CN=new', fingerprint: 'bb', expiresAt: '2027-01-02T00:00:00Z' },
      },
    };
    await bench.happens('started', { changes: [{ address: '10.0.0.1', kind: 'host_up' }] });
    await bench.database.query(
      `INSERT INTO service (host_id, protocol, port, state, product, first_seen_at, last_seen_at)
       SELECT id, 'tcp', 443, 'open', 'nginx', now(), now() FROM host`,
    );
    await bench.happens('completed', { changes: [certificate, { ...certificate, port: 8443 }] });
    await tick();
    expect((await only()).lines).toMatchObject([
      { port: 443, text: 'certificate: CN=old → CN=new, expires 2027-01-02' },
    ]);
  });

  it('are left out when they are muted or somebody knows them, and counted', async () => {
    const siteId = await bench.aSite();
    await bench.aRule({ changes: ['port_opened'] });
    const mute = { siteId: null, addresses: '', ports: '', until: '2026-03-01T13:00:00.000Z', reason: '' };
    await bench.mutes.create({ ...mute, addresses: '10.0.0.1', ports: '22' }, 'ann');
    const wish = {
      siteId,
      changes: [opened('10.0.0.1', 22), opened('10.0.0.1', 23), { ...opened('10.0.0.2', 23), acknowledged: true }],
    };
    await bench.happens('completed', wish);
    await tick();
    expect(await only()).toMatchObject({
      lines: [{ address: '10.0.0.1', port: 23 }],
      leftOut: { muted: 1, acknowledged: 1, flapping: 0, undone: 0 },
    });
    await bench.forgetMessages();
    await bench.mutes.create({ ...mute, siteId }, 'ann');
    await bench.happens('completed', wish);
    await tick();
    expect(await bench.messages()).toEqual([]);
    bench.passHours(1);
    await bench.happens('completed', wish);
    await tick();
    expect(await only()).toMatchObject({ lines: [{ port: 22 }, { port: 23 }], leftOut: { muted: 0, acknowledged: 1 } });
    expect(await bench.mutes.list(muteListQuery.parse({}))).toMatchObject({ data: [] });
  });

  it('that undo each other within a scan are not told', async () => {
    await bench.aRule();
    await bench.happens('completed', {
      changes: [
        opened('10.0.0.1', 22),
        closed('10.0.0.1', 22),
        opened('10.0.0.2', 22),
        closed('10.0.0.2', 22),
        opened('10.0.0.2', 22),
        closed('10.0.0.1', 80),
      ],
    });
    await tick();
    const { lines, leftOut } = await only();
    expect(leftOut.undone).toBe(2);
    expect(lines.map(({ address, port, kind }) => `${address} ${port} ${kind}`)).toEqual([
      '10.0.0.1 80 port_closed',
      '10.0.0.2 22 port_opened',
      '10.0.0.2 22 port_closed',
      '10.0.0.2 22 port_opened',
    ]);
  });

  it('are told once, also when a scan is retried and ends again', async () => {
    await bench.aRule({ changes: ['port_opened'] });
    const scanId = await bench.happens('partial', { changes: [opened('10.0.0.1', 22)] });
    await bench.happens('resumed', { scanId });
    await bench.happens('completed', { scanId, changes: [opened('10.0.0.2', 22)] });
    await tick();
    expect((await bench.messages()).map(({ lines }) => lines.map(({ address }) => address))).toEqual([
      ['10.0.0.1'],
      ['10.0.0.2'],
    ]);
  });

  it('are counted beyond those that are listed', async () => {
    await bench.aRule({ changes: ['port_opened', 'port_closed'] });
    const many = Array.from({ length: 230 }, (_, index) => opened('10.0.0.1', index + 1));
    await bench.happens('completed', { changes: [...many, closed('10.0.0.2', 1)] });
    await tick();
    const { lines, more, counts, subject } = await only();
    expect({ lines: lines.length, more, counts }).toEqual({
      lines: 200,
      more: 31,
      counts: { port_opened: 230, port_closed: 1 },
    });
    expect(subject).toContain('231 changes (230 ports opened, 1 port closed)');
  });

  it('of a second look are told by rules that ask for none and the list of the site, its events by nobody', async () => {
    const siteId = await bench.aSite('Office', { scan: ['scans@example.org'], difference: ['news@example.org'] });
    await bench.aRule({ name: 'plain', events: ['completed'], changes: ['port_closed'] });
    await bench.happens('completed', { siteId, origin: 'confirmation', changes: [closed('10.0.0.1', 22)] });
    await tick();
    expect(await bench.messages()).toMatchObject([
      { kind: 'changes', rule: { name: 'plain' }, scans: [] },
      { kind: 'difference', rule: null, scans: [] },
    ]);
  });
});

describe('the mails of a site', () => {
  it('go to its two lists, as in Scantron: what happens to scans, and what differs', async () => {
    const siteId = await bench.aSite('Office', { scan: ['scans@example.org'], difference: ['news@example.org'] });
    for (const event of ['started', 'paused', 'resumed'] as const) await bench.happens(event, { siteId });
    await bench.happens('completed', { siteId });
    await tick();
    expect(await bench.subjects()).toEqual(['Office: scan started', 'Office: scan paused', 'Office: scan completed']);
    await bench.forgetMessages();
    await bench.happens('failed', { siteId, changes: [opened('10.0.0.1', 22)] });
    await tick();
    const sent = await bench.database.query(
      `SELECT m.kind, m.subject, d.mail_to FROM alert_message m JOIN alert_delivery d ON d.message_id = m.id ORDER BY m.kind`,
    );
    expect(sent).toEqual([
      { kind: 'difference', subject: '[Scanfleet] Office: 1 change (1 port opened)', mail_to: ['news@example.org'] },
      { kind: 'scan', subject: '[Scanfleet] Office: scan failed', mail_to: ['scans@example.org'] },
    ]);
  });
});

describe('two consoles', () => {
  it('tell each event once between them', async () => {
    await bench.aRule({ events: ['started'] });
    const zones = [await bench.ingest.aZone(), await bench.ingest.aZone()];
    for (let round = 0; round < 20; round += 1) {
      for (const zoneId of zones) await bench.happens('started', { zoneId });
    }
    const consoles = Array.from({ length: 4 }, () => bench.teller());
    await Promise.all(consoles.map(({ teller }) => teller.tick()));
    for (let round = 0; round < 3; round += 1) await tick();
    const told = await bench.database.query(
      `SELECT count(*)::int AS n, count(DISTINCT scan_ids)::int AS scans FROM alert_message`,
    );
    expect(told).toEqual([{ n: 40, scans: 40 }]);
  });

  it('tell the events of a zone in their order, and those of another beside', async () => {
    await bench.aRule({ events: ['started'] });
    const zoneId = await bench.ingest.aZone();
    await bench.happens('started', {});
    const second = await bench.happens('started', {});
    const elsewhere = await bench.happens('started', { zoneId });
    // Another console is about to tell the first, and takes its time.
    await bench.database.transaction(async (tx) => {
      await tx.query(`SELECT FROM scan_event ORDER BY id LIMIT 1 FOR UPDATE`);
      await tick();
    });
    const told = await bench.messages();
    expect(told.map(({ scans }) => scans[0]?.id)).toEqual([elsewhere]);
    await tick();
    expect((await bench.messages()).map(({ scans }) => scans[0]?.id)).toContain(second);
  });
});

describe('a console that dies', () => {
  /** Dies after the messages were written, before the event is done. */
  class DyingOutbox extends Outbox {
    deaths = 0;
    override async post(tx: Tx, post: Post): Promise<void> {
      await super.post(tx, post);
      if (this.deaths++ < 2) throw new Error('the console died');
    }
  }

  it('leaves no message without its event done, nor the other way round', async () => {
    const outbox = new DyingOutbox(...outboxParts());
    console = bench.teller({ outbox });
    await bench.aRule({ events: ['started'] });
    await bench.happens('started');
    await tick();
    expect(await bench.messages()).toEqual([]);
    expect(await bench.database.query(`SELECT FROM scan_event WHERE alerted_at IS NULL`)).toHaveLength(1);
    for (let round = 0; round < 4; round += 1) {
      bench.clock.pass(400);
      await tick();
    }
    expect(await bench.messages()).toHaveLength(1);
    expect(console.logLines).toHaveLength(2);
  });

  it('does not hold up the events of others by one that it cannot tell', async () => {
    await bench.aRule({ events: ['started'] });
    await bench.happens('started');
    await bench.database.query(`UPDATE scan_event SET facts = facts || '{"startedAt": "never"}'`);
    const scanId = await bench.happens('started');
    await tick();
    expect((await bench.messages()).map(({ scans }) => scans[0]?.id)).toEqual([scanId]);
    const metric = await console.metrics.registry.getSingleMetricAsString('scanfleet_alert_oldest_event_seconds');
    bench.clock.pass(60);
    expect(metric).toContain('scanfleet_alert_oldest_event_seconds 0');
    expect(await console.metrics.registry.getSingleMetricAsString('scanfleet_alert_oldest_event_seconds')).toContain(
      ' 60',
    );
  });

  it('goes on when its connection is cut in the middle of the changes', async () => {
    const { database } = await otherDatabase();
    const cut = bench.teller({ database });
    await bench.aRule({ changes: ['port_opened'] });
    await bench.happens('completed', { changes: [opened('10.0.0.1', 22)] });
    await bench.database.transaction(async (tx) => {
      // The teller waits for the lock of the changes' table until it is cut off.
      await tx.query(`LOCK TABLE change IN ACCESS EXCLUSIVE MODE`);
      const ticking = cut.teller.tick().catch(() => undefined);
      for (;;) {
        const waiting = await tx.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        if (waiting.length > 0) break;
      }
      await ticking;
    });
    expect(await bench.messages()).toEqual([]);
    await database.source.destroy();
    await tick();
    expect(await bench.messages()).toHaveLength(1);
  });

  const outboxParts = (): ConstructorParameters<typeof Outbox> => {
    const { bus } = bench.ingest.ledgers.bench;
    return [bench.clock, bus, new AlertsBell(bus)];
  };
  const otherDatabase = async (): Promise<{ database: Database }> => {
    const { options } = bench.database.source;
    const source = createDataSource({ databaseUrl: (options as { url: string }).url, databasePool: 2 });
    await source.initialize();
    return { database: new Database(source) };
  };
});

describe('events that were told', () => {
  it('are forgotten after 90 days, and open ones never', async () => {
    await bench.happens('started', { scanId: randomUUID() });
    await tick();
    await bench.happens('paused');
    bench.passHours(24 * 91);
    await bench.happens('completed');
    await console.teller.forget();
    const rows = await bench.database.query(`SELECT event FROM scan_event ORDER BY id`);
    expect(rows).toEqual([{ event: 'paused' }, { event: 'completed' }]);
  });
});
