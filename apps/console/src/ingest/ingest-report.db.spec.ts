import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReportFormat } from '@scanfleet/contracts';
import { IngestBench } from '../../test/ingest-bench.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { loadCursor } from './report-cursor.js';
import { hostXml, nmapReport, reportHead, reportTail, type WrittenHost } from '../../test/nmap-report.js';

const fixture = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../../libs/scan-report/fixtures', name));
const fixtures: [file: string, format: ReportFormat][] = [
  ['nmap-everything.xml', 'nmap_xml'],
  ['nmap-loopback.xml', 'nmap_xml'],
  ['nmap-ping.xml', 'nmap_xml'],
  ['nmap-udp.xml', 'nmap_xml'],
  ['nmap-protocols.xml', 'nmap_xml'],
  ['nmap-timed-out.xml', 'nmap_xml'],
  ['nmap-ipv6.xml', 'nmap_xml'],
  ['masscan.xml', 'masscan_xml'],
  ['masscan.json', 'masscan_json'],
  ['masscan.list', 'masscan_list'],
];
const everything = '0.0.0.0-255.255.255.255,::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
const twenty: WrittenHost[] = Array.from({ length: 20 }, (_, index) => ({
  address: `10.0.0.${index + 1}`,
  names: [`host-${index}.invalid`],
  ports: [
    { port: 22, name: 'ssh' },
    { port: 80 + index, name: 'http', product: 'nginx' },
  ],
}));

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function pieces(bytes: Buffer, seed: number): Buffer[] {
  const roll = dice(seed);
  const cut: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + roll(Math.max(2, Math.ceil(bytes.length / 8)));
    cut.push(bytes.subarray(at, at + size));
    at += size;
  }
  return cut;
}

describe('taking a report into the inventory', () => {
  let bench: IngestBench;
  beforeAll(async () => {
    bench = await IngestBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const outcome = async ({ scanId }: { scanId: string }) => ({
    inventory: await bench.inventory(),
    changes: await bench.changes(scanId),
    counts: await bench.counts(scanId),
    scan: await bench.ledgers.scan(scanId),
  });

  it.each(fixtures)('gives the same for %s in pieces, each by a new worker, as in one go', async (file, format) => {
    const bytes = fixture(file);
    const whole = await outcome(await bench.scan(bytes, { format, addresses: everything }));
    expect(whole.counts['problems']).toEqual([]);
    for (const seed of [1, 2]) {
      await bench.clear();
      const report = await bench.aReport({ format, addresses: everything });
      for (const piece of pieces(bytes, seed)) {
        await bench.arrive(report, piece);
        await bench.ingest(report);
      }
      await bench.finish(report);
      await bench.ingest(report);
      const parts = await outcome(report);
      // Masscan's later records of a host come as changes of it; in one go they are part of what is new.
      if (format !== 'nmap_xml') for (const result of [whole, parts]) result.changes = [];
      expect(parts).toEqual(whole);
    }
  });

  it('gives the same for twenty hosts cut anywhere', async () => {
    const bytes = Buffer.from(nmapReport(twenty));
    const whole = await outcome(await bench.scan(bytes));
    expect(whole.counts).toMatchObject({ hosts_up: 20, open_ports: 40, observations: 20, addresses_done: 16_777_216 });
    await bench.clear();
    const report = await bench.aReport();
    for (const piece of pieces(bytes, 7)) {
      await bench.arrive(report, piece);
      await bench.ingest(report);
    }
    await bench.finish(report);
    await bench.ingest(report);
    expect(await outcome(report)).toEqual(whole);
  });

  it('shows hosts while the scanner still runs, and takes their coverage with them', async () => {
    const report = await bench.aReport();
    await bench.arrive(report, `${reportHead()}${twenty.slice(0, 3).map(hostXml).join('')}<host starttime="1"`);
    await bench.ingest(report);
    expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 3, addresses_done: 3 });
    expect((await bench.ledgers.shard(report.shardId)).covered_set).toBe('10.0.0.1-10.0.0.3');
    expect(await bench.inventory()).toHaveLength(3);
  });

  it('reads on when bytes arrive while it runs', async () => {
    const bytes = Buffer.from(nmapReport(twenty));
    const report = await bench.aReport();
    await bench.arrive(report, bytes.subarray(0, 3000));
    const running = bench.ingest(report);
    await bench.arrive(report, bytes.subarray(3000));
    await bench.finish(report);
    await running;
    await bench.ingest(report);
    expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 20, observations: 20 });
  });

  it('counts nothing twice when workers take the same report at once', async () => {
    const foreign = twenty.slice(0, 5).map((host, index) => ({ ...host, address: `198.51.100.${index + 1}` }));
    const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
    await bench.arrive(report, nmapReport([...twenty, ...foreign]));
    await bench.finish(report);
    await Promise.all([1, 2, 3].map(() => bench.ingest(report)));
    await bench.ingest(report);
    expect(await bench.counts(report.scanId)).toMatchObject({
      hosts_up: 20,
      open_ports: 40,
      observations: 20,
      refused_addresses: 5,
    });
    expect((await bench.news(report.scanId)).filter((line) => line.startsWith('host_new'))).toHaveLength(20);
    expect((await bench.ledgers.shard(report.shardId)).state).toBe('delivered');
  });

  it('takes reports that name the same hosts, up in one and down in the other, at once', async () => {
    await bench.scanHosts(twenty);
    const ups = nmapReport(twenty.map((host, index) => (index % 2 ? host : { ...host, status: 'down' })));
    const downs = nmapReport(twenty.map((host, index) => (index % 2 ? { ...host, status: 'down' } : host)));
    for (let round = 0; round < 5; round += 1) {
      const scans = [ups, downs, ups, downs].map((bytes) => bench.scan(bytes));
      await Promise.all(scans);
    }
    expect(await bench.inventory()).toHaveLength(20);
  });

  it('makes a host once when two reports find it at the same time', async () => {
    const reports = await Promise.all([1, 2, 3, 4].map(() => bench.aReport()));
    for (const report of reports) {
      await bench.arrive(report, nmapReport(twenty));
      await bench.finish(report);
    }
    await Promise.all(reports.map((report) => bench.ingest(report)));
    expect(await bench.inventory()).toHaveLength(20);
    const news = await bench.news();
    expect(news.filter((line) => line.startsWith('host_new'))).toHaveLength(20);
    for (const { scanId } of reports)
      expect(await bench.counts(scanId)).toMatchObject({ hosts_up: 20, observations: 20 });
  });

  it('does nothing for a report that is settled or gone', async () => {
    const report = await bench.scan(nmapReport(twenty));
    const before = await outcome(report);
    await bench.ingest(report);
    expect(await outcome(report)).toEqual(before);
    await bench.ingest({ ...report, reportId: '00000000-0000-4000-8000-00000000dead' });
  });

  describe('when it is broken off', () => {
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

    it('leaves nothing half done at any statement, and a second run completes it', async () => {
      const before = twenty.slice(0, 6);
      const after = twenty.slice(2, 9).map((host, index) => ({
        ...host,
        ports:
          index === 0 ? [{ port: 22, name: 'ssh', product: 'other' }] : [...(host.ports ?? []), { port: 8000 + index }],
      }));
      const bytes = nmapReport([...after, { address: '10.0.0.1', status: 'down' as const }]);
      await bench.scan(nmapReport(before));
      const start = await bench.inventory();
      const expected = await outcome(await bench.scan(bytes));
      let statements = Infinity;
      for (let failAt = 1; failAt <= statements; failAt += 1) {
        await bench.clear();
        await bench.scan(nmapReport(before));
        const report = await bench.aReport();
        await bench.arrive(report, bytes);
        await bench.finish(report);
        const failing = new FailingDatabase(bench.database, failAt);
        await bench
          .aWorker(failing)
          .run(report.reportId)
          .catch(() => undefined);
        if (failing.statements < failAt) statements = failAt - 1;
        const [row] = await bench.database.query<{ ingested: number; settled: boolean }>(
          'SELECT ingested_bytes::int AS ingested, settled FROM report WHERE id = $1',
          [report.reportId],
        );
        if (row?.ingested === 0) {
          expect(await bench.inventory()).toEqual(start);
          expect(await bench.changes(report.scanId)).toEqual([]);
          expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 0, addresses_done: 0, observations: 0 });
        }
        await bench.ingest(report);
        expect(await outcome(report)).toEqual(expected);
      }
      // The loop has gone through every statement of both transactions.
      expect(statements).toBeGreaterThan(10);
      expect(statements).toBeLessThan(60);
    });

    it('reads on after a lost race against another transaction', async () => {
      const report = await bench.aReport();
      await bench.arrive(report, nmapReport(twenty));
      await bench.finish(report);
      const database = new FailingDatabase(bench.database, -1);
      let races = 0;
      const transaction = database.transaction.bind(database);
      database.transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
        races += 1;
        if (races <= 2) return Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
        return transaction(work);
      };
      await bench.aWorker(database).run(report.reportId);
      expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 20 });
    });

    it('refuses the report, and does not try for ever, where the database does not take a value', async () => {
      const report = await bench.aReport();
      await bench.arrive(report, nmapReport(twenty));
      await bench.finish(report);
      const database = new FailingDatabase(bench.database, -1);
      const transaction = database.transaction.bind(database);
      let first = true;
      database.transaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
        if (!first) return transaction(work);
        first = false;
        return Promise.reject(Object.assign(new Error('invalid byte sequence'), { code: '22021' }));
      };
      await bench.aWorker(database).run(report.reportId);
      const shard = await bench.ledgers.shard(report.shardId);
      expect(shard).toMatchObject({ state: 'queued', detail: expect.stringContaining('database does not take') });
    });
  });

  describe('when a scan is not what it should be', () => {
    it('refuses a malformed report with the reason, keeps what stood before and lets the shard go on', async () => {
      const text = `${reportHead()}${twenty.slice(0, 2).map(hostXml).join('')}<host <<< ${reportTail}`;
      const report = await bench.scan(text);
      const [row] = await bench.database.query('SELECT settled, refusal FROM report WHERE id = $1', [report.reportId]);
      expect(row).toMatchObject({ settled: true, refusal: expect.stringMatching(/\w+ \w+/) });
      expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 2, addresses_done: 2 });
      expect(await bench.ledgers.shard(report.shardId)).toMatchObject({
        state: 'queued',
        attempts: 1,
        covered_set: '10.0.0.1-10.0.0.2',
      });
    });

    it('waits with refusing until no byte can follow', async () => {
      const report = await bench.aReport();
      await bench.arrive(report, 'this is no report at all');
      await bench.ingest(report);
      await bench.ingest(report);
      expect((await bench.ledgers.shard(report.shardId)).state).toBe('scanning');
      await bench.finish(report);
      await bench.ingest(report);
      expect((await bench.ledgers.shard(report.shardId)).state).toBe('queued');
    });

    it('takes no more bytes of a report that was refused while it grows, and does not read it again', async () => {
      const report = await bench.aReport();
      await bench.arrive(report, `${reportHead()}${twenty.slice(0, 2).map(hostXml).join('')}${'<a>'.repeat(500_000)}`);
      await bench.ingest(report);
      const [row] = await bench.database.query<{ epoch: number; engine: string; refusal: string }>(
        'SELECT refusal, settled, epoch, engine_id AS engine FROM report WHERE id = $1',
        [report.reportId],
      );
      expect(row).toMatchObject({ settled: false, refusal: expect.stringMatching(/\w+ \w+/) });
      const held = { shardId: report.shardId, epoch: row?.epoch ?? 0, engineId: row?.engine ?? '' };
      await expect(bench.ledgers.append(held, 0, 'more')).rejects.toThrow(
        expect.objectContaining({ code: 'report_refused', message: expect.stringContaining(row?.refusal ?? '?') }),
      );
      expect(await loadCursor(bench.database, report.reportId)).toBeUndefined();
      await bench.finish(report, null);
      await bench.ingest(report);
      const shard = await bench.ledgers.shard(report.shardId);
      expect(shard).toMatchObject({ state: 'queued', covered_set: '10.0.0.1-10.0.0.2' });
      expect(JSON.stringify((await bench.counts(report.scanId))['problems'])).toMatch(
        /engine-\S+, at work on shard 1, sent a report that was refused: /,
      );
    });

    it('queues what is not covered of a report that was cut off, and counts no host twice after that', async () => {
      const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
      await bench.arrive(report, `${reportHead()}${twenty.slice(0, 5).map(hostXml).join('')}<host starttime="17`);
      await bench.finish(report, null);
      await bench.ingest(report);
      const shard = await bench.ledgers.shard(report.shardId);
      expect(shard).toMatchObject({ state: 'queued', covered_set: '10.0.0.1-10.0.0.5' });
      const counts = await bench.counts(report.scanId);
      expect(counts).toMatchObject({ hosts_up: 5, addresses_done: 5, observations: 5 });
      expect(counts['problems']).toEqual([]);
    });

    it.each([
      ['stopped', { kind: 'stopped', order: 'pause', exitCode: null, stderrTail: '' }],
      ['failed', { kind: 'failed', reason: 'scanner_killed', detail: '', exitCode: null, stderrTail: '' }],
      ['refused', { kind: 'failed', reason: 'disk_full', detail: '', exitCode: null, stderrTail: '' }],
    ])('makes no problem of the scan of a report that breaks off because its run was %s', async (_, outcome) => {
      const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
      await bench.arrive(report, `${reportHead()}${twenty.slice(0, 5).map(hostXml).join('')}<host starttime="17`);
      await bench.ingest(report);
      await bench.finish(report, outcome);
      await bench.ingest(report);
      expect(await bench.counts(report.scanId)).toMatchObject({ addresses_done: 5, problems: [] });
    });

    it('says so of a report that breaks off though its scanner is said to have come to its end', async () => {
      const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
      await bench.arrive(report, `${reportHead()}${twenty.slice(0, 5).map(hostXml).join('')}<host starttime="17`);
      await bench.ingest(report);
      await bench.finish(report);
      await bench.ingest(report);
      expect(JSON.stringify((await bench.counts(report.scanId))['problems'])).toContain('ends');
      const shard = await bench.ledgers.shard(report.shardId);
      expect(shard).toMatchObject({ state: 'queued', attempts: 1, reason: 'report_refused' });
    });

    it('counts records of addresses outside of the manifest, tells so once and takes none of them', async () => {
      const foreign = twenty.map((host, index) => ({ ...host, address: `198.51.100.${index + 1}` }));
      const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
      for (const part of [reportHead(), ...[...twenty, ...foreign].map(hostXml), reportTail]) {
        await bench.arrive(report, part);
        await bench.ingest(report);
      }
      await bench.finish(report);
      await bench.ingest(report);
      expect(await bench.counts(report.scanId)).toMatchObject({
        hosts_up: 20,
        refused_addresses: 20,
        observations: 20,
        problems: [
          expect.stringMatching(
            /^The report of shard 1 from engine-\S+ names addresses that it was not to scan, such as 198\.51\.100\.1\. They were counted and not taken\.$/,
          ),
        ],
      });
      expect(await bench.inventory()).toHaveLength(20);
    });

    it('takes only addresses of the present lease, not what earlier ones have covered', async () => {
      const report = await bench.aReport({ addresses: '10.0.0.1-10.0.0.20' });
      await bench.database.query(
        `UPDATE shard SET leased_set = '10.0.0.11-10.0.0.20', covered_set = '10.0.0.1-10.0.0.10' WHERE id = $1`,
        [report.shardId],
      );
      await bench.arrive(report, nmapReport(twenty));
      await bench.finish(report);
      await bench.ingest(report);
      expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 10, refused_addresses: 10 });
    });

    it('keeps a bounded number of problems of a report that is full of them', async () => {
      const bad = Array.from({ length: 300 }, (_, index) =>
        hostXml({ address: `10.1.${index >> 8}.${index & 255}`, ports: [{ port: 70_000 + index }] }),
      );
      const report = await bench.scan(`${reportHead()}${bad.join('')}${reportTail}`);
      const { problems } = await bench.counts(report.scanId);
      expect((problems as string[]).length).toBeGreaterThan(10);
      expect((problems as string[]).length).toBeLessThanOrEqual(100);
      expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 300 });
    });
  });

  it('tells browsers of committed hosts at once and not for each of them', async () => {
    const report = await bench.aReport();
    await bench.arrive(report, nmapReport(twenty));
    await bench.finish(report);
    bench.ledgers.bench.bus.take();
    await bench.ingest(report);
    const told = bench.ledgers.bench.bus
      .take()
      .filter(({ message }) => 'type' in message && message.type === 'hosts_observed');
    expect(told).toEqual([
      { topic: 'realtime', message: { type: 'hosts_observed', scanId: report.scanId, count: 20, hostsUp: 20 } },
    ]);
  });
});
