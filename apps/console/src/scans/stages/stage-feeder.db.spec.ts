import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answerXml, masscanHead, masscanReport, masscanTail } from '../../../test/masscan-report.js';
import { hostXml, nmapReport, reportHead } from '../../../test/nmap-report.js';
import { StageBench } from '../../../test/stage-bench.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import type { LeasingEngine } from '../ledger/lease-taker.js';

const at = (host: number): string => `10.0.0.${host}`;
const open = (host: number, port: number, protocol = 'tcp') => ({ address: at(host), port, protocol });

/** A way to Postgres that fails at the n-th statement within a transaction, as a crash of either side would. */
class FailingDatabase extends Database {
  statements = 0;
  constructor(
    database: Database,
    private readonly failAt: number,
  ) {
    super(database.source);
  }
  override transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return super.transaction((tx) => {
      const query = tx.query.bind(tx);
      tx.query = <Row>(sql: string, parameters?: unknown[]): Promise<Row[]> => {
        this.statements += 1;
        if (this.statements === this.failAt) throw new Error('broken off here');
        return query<Row>(sql, parameters);
      };
      return work(tx);
    });
  }
}

describe('feeding the second stage', () => {
  let bench: StageBench;
  let engine: LeasingEngine;
  beforeAll(async () => {
    bench = await StageBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    await bench.clear();
    engine = await bench.anEngine();
  });

  it('gives nmap what masscan found while masscan still runs', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/24', '10.0.1.0/24'] });
    const run = await bench.lease(engine);
    await bench.send(run, masscanHead + [open(1, 22), open(2, 80), open(1, 443)].map(answerXml).join(''));
    expect(await bench.finds(scanId)).toEqual(['10.0.0.1 T:22,443*', '10.0.0.2 T:80*']);
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual([]);
    bench.clock.pass(5);
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1-10.0.0.2 -sV -p 22,80,443 -Pn']);
    expect(await bench.shards(scanId)).toMatchObject([
      { number: 1, stage: 1, state: 'scanning' },
      { number: 2, stage: 1, state: 'queued' },
      { number: 3, stage: 2, state: 'queued', scanner: 'nmap' },
    ]);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running', shard_count: 3, follow_up_addresses: 2 });
    expect(await bench.finds(scanId)).toEqual(['10.0.0.1 T:22,443', '10.0.0.2 T:80']);
  });

  it('rings for the feeder when something was found, and at the end of a report of the first stage', async () => {
    const { queue } = bench.ingests.ledgers;
    const scanId = await bench.aScan({ shards: ['10.0.0.0/24'] });
    const run = await bench.lease(engine);
    const rung = () => queue.rung.splice(0).filter(({ name }) => name === 'feed-stage');
    queue.rung.length = 0;
    await bench.send(run, masscanHead);
    expect(rung()).toEqual([]);
    await bench.send(run, answerXml(open(1, 22)));
    expect(rung()).toEqual([{ name: 'feed-stage', id: scanId }]);
    await bench.send(run, answerXml(open(1, 22)));
    expect(rung()).toEqual([]);
    await bench.send(run, masscanTail);
    await bench.end(run);
    expect(rung()).toEqual([{ name: 'feed-stage', id: scanId }]);
  });

  it('makes full shards at once, before their time', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/24'] });
    const run = await bench.lease(engine);
    const answers = Array.from({ length: 70 }, (_, index) => open(index + 1, 22));
    await bench.send(run, masscanHead + answers.map(answerXml).join(''));
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual([expect.stringMatching(/ -sV -p 22 -Pn$/)]);
    expect(await bench.scan(scanId)).toMatchObject({ follow_up_addresses: 64 });
    expect((await bench.finds(scanId)).filter((find) => find.endsWith('*'))).toHaveLength(6);
  });

  it('gives a host that is found again another shard, for its new ports only', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/24'] });
    const run = await bench.lease(engine);
    await bench.send(run, masscanHead + answerXml(open(1, 22)));
    bench.clock.pass(5);
    await bench.feed(scanId);
    await bench.send(run, [open(1, 22), open(1, 8080)].map(answerXml).join('') + masscanTail);
    await bench.end(run);
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1 -sV -p 22 -Pn', '10.0.0.1 -sV -p 8080 -Pn']);
    expect(await bench.scan(scanId)).toMatchObject({ follow_up_addresses: 2 });
  });

  it('hands on hosts that are up, once each, after a discovery', async () => {
    const scanId = await bench.aScan({
      shards: ['10.0.0.0/29'],
      scanner: 'nmap',
      options: '-sn -PE',
      followUp: '-sT -PE',
    });
    const hosts = [{ address: at(1) }, { address: at(2), status: 'down' as const }, { address: at(3) }];
    await bench.run(engine, nmapReport(hosts, { ports: '' }));
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1,10.0.0.3 -sT -Pn']);
  });

  it('hands on hosts with open ports after a port scan of nmap', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], scanner: 'nmap', options: '-sS -p 1-1000' });
    const hosts = [
      { address: at(1), ports: [{ port: 22 }, { port: 25, state: 'closed' }] },
      { address: at(2) },
      { address: at(3), ports: [{ port: 80 }] },
    ];
    await bench.run(engine, nmapReport(hosts));
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1,10.0.0.3 -sV -p 22,80 -Pn']);
  });

  it('leaves ports to a follow-up that names them', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], followUp: '-sS -p 80' });
    await bench.run(engine, masscanReport([open(1, 22), open(1, 443), open(2, 443)]));
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1-10.0.0.2 -sS -p 80 -Pn']);
  });

  it('hands on only ports of protocols that the follow-up asks about', async () => {
    const answers = [open(1, 53, 'udp'), open(2, 53, 'udp'), open(2, 80)];
    const tcp = await bench.aScan({ shards: ['10.0.0.0/29'], options: '-p 1-1000,U:53' });
    await bench.run(engine, masscanReport(answers));
    await bench.feed(tcp);
    expect(await bench.second(tcp)).toEqual(['10.0.0.2 -sV -p 80 -Pn']);
    await bench.clear();
    engine = await bench.anEngine();
    const both = await bench.aScan({ shards: ['10.0.0.0/29'], options: '-p 1-1000,U:53', followUp: '-sS -sU' });
    await bench.run(engine, masscanReport(answers));
    await bench.feed(both);
    expect(await bench.second(both)).toEqual(['10.0.0.1-10.0.0.2 -sS -sU -p T:80,U:53 -Pn']);
  });

  it('never hands on what was not in the manifest', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([{ address: '10.0.9.9', port: 22 }, open(1, 22)]));
    await bench.feed(scanId);
    expect(await bench.second(scanId)).toEqual(['10.0.0.1 -sV -p 22 -Pn']);
  });

  it('gives the second stage the pins of the scan, and its manifest the options and the exclusions', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], engineId: engine.engineId });
    await bench.run(engine, masscanReport([open(1, 22), open(2, 22)]));
    await bench.feed(scanId);
    await bench.database.query(
      `INSERT INTO exclusion (id, target, scope, reason, author, created_at)
       VALUES (gen_random_uuid(), '10.0.0.2', 'global', 'printer', 'test', now())`,
    );
    expect(await bench.shards(scanId, 2)).toMatchObject([{ pinned_engine_id: engine.engineId, pinned_pool_id: null }]);
    const { manifest } = await bench.lease(engine);
    expect(manifest).toMatchObject({ scanner: 'nmap', addressSet: '10.0.0.1' });
    expect(manifest.options).toEqual([{ name: '-sV' }, { name: '-p', value: '22' }, { name: '-Pn' }]);
    await bench.database.query('DELETE FROM exclusion');
  });

  it('hands on nothing that the second stage finds itself', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22), open(2, 80)]));
    await bench.feed(scanId);
    const both = [{ port: 22 }, { port: 80 }];
    await bench.run(
      engine,
      nmapReport(
        [
          { address: at(1), ports: both },
          { address: at(2), ports: both },
        ],
        { ports: '22,80' },
      ),
    );
    await bench.feed(scanId);
    expect(await bench.finds(scanId)).toEqual(['10.0.0.1 T:22', '10.0.0.2 T:80']);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', open_ports: 4, shard_count: 2 });
  });

  it('keeps the scan open while finds wait, completes it after the second stage, and counts both stages apart', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22)]));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running', addresses_done: 8, follow_up_done: 0 });
    await bench.feed(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running', shard_count: 2 });
    await bench.run(engine, nmapReport([{ address: at(1), ports: [{ port: 22, name: 'ssh' }] }], { ports: '22' }));
    expect(await bench.scan(scanId)).toMatchObject({
      state: 'completed',
      partial: false,
      addresses_done: 8,
      follow_up_addresses: 1,
      follow_up_done: 1,
    });
  });

  it('completes a scan whose first stage found nothing, without a second', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([]));
    await bench.feed(scanId);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', partial: false, shard_count: 1 });
  });

  it('feeds nothing in a scan of one stage', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], followUp: null });
    await bench.run(engine, masscanReport([open(1, 22)]));
    await bench.feed(scanId);
    expect(await bench.finds(scanId)).toEqual([]);
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', shard_count: 1 });
  });

  it('finds what was forgotten by itself', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22)]));
    await bench.aFeeder().sweep();
    expect(await bench.second(scanId)).toHaveLength(1);
  });

  it('makes no shards in a paused scan, not even where it has none to pause, and goes on when it is resumed', async () => {
    const { ledger } = bench.ingests.ledgers;
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22)]));
    await bench.database.transaction((tx) => ledger.pause(tx, scanId));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    await bench.feed(scanId);
    await bench.aFeeder().sweep();
    expect(await bench.second(scanId)).toEqual([]);
    await bench.database.transaction((tx) => ledger.resume(tx, scanId));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'running' });
    await bench.aFeeder().sweep();
    expect(await bench.second(scanId)).toHaveLength(1);
  });

  it('makes no shards any more in a cancelled scan', async () => {
    const { ledger } = bench.ingests.ledgers;
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22)]));
    await bench.database.transaction((tx) => ledger.cancel(tx, scanId, 'Ada'));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by Ada.' });
    await bench.aFeeder().sweep();
    expect(await bench.second(scanId)).toEqual([]);
    expect(await bench.finds(scanId)).toEqual([]);
  });

  it('pauses a scan whose first stage hands in its last report after the order', async () => {
    const { ledger } = bench.ingests.ledgers;
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    const run = await bench.lease(engine);
    await bench.send(run, masscanHead + answerXml(open(1, 22)));
    await bench.database.transaction((tx) => ledger.pause(tx, scanId));
    await bench.send(run, masscanTail);
    await bench.end(run);
    await bench.aFeeder().sweep();
    expect(await bench.scan(scanId)).toMatchObject({ state: 'paused' });
    expect(await bench.second(scanId)).toEqual([]);
  });

  it('gives every find one shard when several consoles feed at once', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/24'] });
    const answers = Array.from({ length: 200 }, (_, index) => open(index + 1, 22 + (index % 3)));
    await bench.run(engine, masscanReport(answers));
    await Promise.all([1, 2, 3, 4].map(() => bench.aFeeder().feed(scanId)));
    expect((await bench.finds(scanId)).filter((find) => find.endsWith('*'))).toEqual([]);
    const rows = await bench.database.query<{ count: number }>(
      `SELECT sum(address_count)::int AS count FROM shard WHERE scan_id = $1 AND stage = 2`,
      [scanId],
    );
    expect(rows).toEqual([{ count: 200 }]);
    expect(await bench.scan(scanId)).toMatchObject({ follow_up_addresses: 200 });
  });

  it('loses and doubles nothing when it is broken off at any statement', async () => {
    let statements = Infinity;
    for (let failAt = 1; failAt <= statements; failAt += 1) {
      await bench.clear();
      engine = await bench.anEngine();
      const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
      await bench.run(engine, masscanReport([open(1, 22), open(2, 80)]));
      const failing = new FailingDatabase(bench.database, failAt);
      await bench
        .aFeeder(failing)
        .feed(scanId)
        .catch(() => undefined);
      if (failing.statements < failAt) statements = failAt - 1;
      else expect(await bench.second(scanId)).toEqual([]);
      await bench.feed(scanId);
      expect(await bench.second(scanId)).toEqual(['10.0.0.1-10.0.0.2 -sV -p 22,80 -Pn']);
      expect(await bench.scan(scanId)).toMatchObject({ follow_up_addresses: 2, shard_count: 2 });
    }
    expect(statements).toBeGreaterThan(4);
  });

  it('keeps the ports of a host that claims to have every second one open', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], options: '-p 1-65535' });
    const answers = Array.from({ length: 4_000 }, (_, index) => open(1, index * 2 + 1));
    await bench.run(engine, masscanReport(answers));
    await bench.feed(scanId);
    const asked = (await bench.second(scanId)).flatMap((line) => (/ -p (\S+) /.exec(line)?.[1] ?? '').split(','));
    expect(new Set(asked)).toEqual(new Set(answers.map(({ port }) => String(port))));
    expect(asked).toHaveLength(4_000);
  });

  it('unites what both stages say of a host, and counts nothing twice', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    const first = await bench.lease(engine);
    await bench.send(first, masscanHead + [open(1, 22), open(1, 80), open(2, 443)].map(answerXml).join(''));
    expect(await bench.scan(scanId)).toMatchObject({ hosts_up: 2, open_ports: 3 });
    bench.clock.pass(5);
    await bench.feed(scanId);
    const ssh = { port: 22, name: 'ssh', product: 'OpenSSH' };
    await bench.run(
      engine,
      nmapReport(
        [
          { address: at(1), ports: [ssh], others: 'filtered' },
          { address: at(2), ports: [{ port: 443, name: 'https' }] },
        ],
        {
          ports: '22,443',
        },
      ),
    );
    // Port 80 was not asked again, so it stays as masscan found it.
    expect(await bench.scan(scanId)).toMatchObject({ hosts_up: 2, open_ports: 3 });
    expect(await bench.ingests.services(at(1))).toEqual(['tcp/22 open ssh', 'tcp/80 open']);
    await bench.send(first, answerXml(open(1, 22)) + answerXml(open(1, 8080)) + masscanTail);
    await bench.end(first);
    expect(await bench.scan(scanId)).toMatchObject({ hosts_up: 2, open_ports: 4 });
    const [row] = await bench.database.query<{ data: { services: { port: number; product?: string }[] } }>(
      'SELECT data FROM observation WHERE scan_id = $1 AND address = $2',
      [scanId, at(1)],
    );
    expect(row?.data.services).toMatchObject([{ port: 22, product: 'OpenSSH' }, { port: 80 }, { port: 8080 }]);
  });

  it('takes a port back that the second stage finds closed, and no other', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    await bench.run(engine, masscanReport([open(1, 22), open(1, 80)]));
    await bench.feed(scanId);
    await bench.run(engine, nmapReport([{ address: at(1), ports: [{ port: 80 }] }], { ports: '22,80' }));
    expect(await bench.scan(scanId)).toMatchObject({ state: 'completed', hosts_up: 1, open_ports: 1 });
    expect(await bench.ingests.services(at(1))).toEqual(['tcp/22 closed', 'tcp/80 open']);
  });

  it('unites records of one host from shards that asked different ports', async () => {
    const scanId = await bench.aScan({
      shards: ['10.0.0.1', '10.0.0.1'],
      scanner: 'nmap',
      options: '-sS',
      followUp: null,
    });
    await bench.run(engine, nmapReport([{ address: at(1), ports: [{ port: 22 }] }], { ports: '1-500' }));
    await bench.run(engine, nmapReport([{ address: at(1), ports: [{ port: 900 }] }], { ports: '501-1000' }));
    expect(await bench.scan(scanId)).toMatchObject({ hosts_up: 1, open_ports: 2 });
    expect(await bench.ingests.services(at(1))).toEqual(['tcp/22 open', 'tcp/900 open']);
    expect(await bench.ingests.news(scanId)).toEqual(['host_new 10.0.0.1', 'port_opened 10.0.0.1 tcp/900']);
  });

  it('takes the later record of one shard for the better look at all of a host', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], scanner: 'nmap', options: '-sS', followUp: null });
    const run = await bench.lease(engine);
    await bench.send(run, reportHead() + hostXml({ address: at(1), ports: [{ port: 22 }, { port: 80 }] }));
    await bench.send(run, hostXml({ address: at(1), ports: [{ port: 22 }] }));
    expect(await bench.scan(scanId)).toMatchObject({ hosts_up: 1, open_ports: 1 });
  });
});
