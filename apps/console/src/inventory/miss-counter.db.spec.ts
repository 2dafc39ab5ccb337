import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { GONE_AFTER, IngestBench, type WaitingReport } from '../../test/ingest-bench.js';
import { hostXml, nmapReport, reportHead, type WrittenHost } from '../../test/nmap-report.js';

const address = '10.0.0.1';
const up: WrittenHost = { address, ports: [{ port: 22, name: 'ssh' }] };
const down: WrittenHost = { address, status: 'down' };
const silent: WrittenHost = { address, reason: 'user-set', others: 'filtered' };

describe('a host that does not answer', () => {
  let bench: IngestBench;
  beforeAll(async () => {
    bench = await IngestBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const misses = async (): Promise<string> => {
    const [row] = await bench.database.query<{ status: string; misses: number }>('SELECT status, misses FROM host');
    return `${row?.status ?? 'none'} ${row?.misses ?? 0}`;
  };
  const miss = async (times: number): Promise<WaitingReport[]> => {
    const reports: WaitingReport[] = [];
    for (let time = 0; time < times; time += 1) reports.push(await bench.scanHosts([down]));
    return reports;
  };

  it('is down at once, and gone after enough completed scans in a row, with a change for each', async () => {
    await bench.scanHosts([up]);
    const [one, two, three] = await miss(GONE_AFTER);
    expect(await bench.changes(one?.scanId)).toMatchObject([{ kind: 'host_down', after: { status: 'down' } }]);
    expect(await bench.news(two?.scanId)).toEqual([]);
    expect(await bench.changes(three?.scanId)).toEqual([
      {
        kind: 'host_gone',
        address,
        protocol: null,
        port: null,
        before: { status: 'down' },
        after: { status: 'gone', misses: GONE_AFTER },
      },
    ]);
    expect(await misses()).toBe(`gone ${GONE_AFTER}`);
    const host = await bench.hosts.get(await bench.hostId(address));
    expect(host).toMatchObject({
      status: 'gone',
      openPorts: [22],
      statusSince: bench.ledgers.bench.clock.now().toISOString(),
    });
  });

  it('is told once as gone, however often it is missed after that, and browsers are told that something is new', async () => {
    await bench.scanHosts([up]);
    await miss(GONE_AFTER - 1);
    bench.ledgers.bench.bus.take();
    const [last] = await miss(1);
    const told = bench.ledgers.bench.bus
      .take()
      .filter(({ message }) => 'type' in message && message.type === 'hosts_observed');
    expect(told).toContainEqual({
      topic: 'realtime',
      message: { type: 'hosts_observed', scanId: last?.scanId, count: 1, hostsUp: 0 },
    });
    await miss(GONE_AFTER);
    expect((await bench.news()).filter((line) => line.startsWith('host_gone'))).toHaveLength(1);
    expect(await misses()).toBe(`gone ${GONE_AFTER}`);
  });

  it('comes back from gone, and starts anew', async () => {
    await bench.scanHosts([up]);
    await miss(GONE_AFTER);
    const { scanId } = await bench.scanHosts([up]);
    expect(await bench.changes(scanId)).toMatchObject([
      { kind: 'host_up', before: { status: 'gone' }, after: { status: 'up' } },
    ]);
    await miss(GONE_AFTER - 1);
    expect(await misses()).toBe(`down ${GONE_AFTER - 1}`);
  });

  it('is not gone when it answers now and then', async () => {
    await bench.scanHosts([up]);
    for (let round = 0; round < 3; round += 1) {
      await miss(GONE_AFTER - 1);
      await bench.scanHosts([up]);
    }
    expect(await bench.news()).not.toContain(`host_gone ${address}`);
    expect(await misses()).toBe('up 0');
  });

  it('is gone when the scan tells of it, not later: the end of the scan is told with the change already there', async () => {
    await bench.scanHosts([up]);
    const [, , last] = await miss(GONE_AFTER);
    const [event] = await bench.database.query<{ mark: string; changes: string }>(
      `SELECT facts ->> 'changeMark' AS mark, (SELECT max(id) FROM change WHERE scan_id = e.scan_id)::text AS changes
       FROM scan_event e WHERE scan_id = $1 AND event = 'completed'`,
      [last?.scanId],
    );
    expect(Number(event?.mark)).toBeGreaterThanOrEqual(Number(event?.changes));
  });

  describe('is not missed', () => {
    beforeEach(async () => {
      await bench.scanHosts([up]);
      await miss(GONE_AFTER - 1);
    });
    const asBefore = `down ${GONE_AFTER - 1}`;

    it('by a scan that is partial, but by the retry that completes it', async () => {
      const report = await bench.aReport({ addresses: '10.0.0.1' });
      const { scanId } = report;
      const other = await bench.aReport({ scanId, number: 2, addresses: '10.0.0.2' });
      const move = (state: string) =>
        bench.database.query('UPDATE shard SET state = $2, lease_expires_at = NULL WHERE id = $1', [
          other.shardId,
          state,
        ]);
      const read = async (it: WaitingReport, host: WrittenHost): Promise<void> => {
        await bench.arrive(it, nmapReport([host]));
        await bench.finish(it);
        await bench.ingest(it);
      };
      await move('failed');
      await read(report, down);
      expect(await bench.ledgers.scan(scanId)).toMatchObject({ state: 'completed', partial: true });
      expect(await misses()).toBe(asBefore);
      await bench.database.transaction((tx) => bench.ledgers.ledger.retry(tx, scanId));
      await move('scanning');
      await read(other, { address: '10.0.0.2', status: 'down' });
      expect(await bench.ledgers.scan(scanId)).toMatchObject({ state: 'completed', partial: false });
      expect(await misses()).toBe(`gone ${GONE_AFTER}`);
    });

    it('by a scan that was cancelled before its end', async () => {
      const report = await bench.aReport();
      await bench.arrive(report, `${reportHead()}${hostXml(down)}`);
      await bench.ingest(report);
      await bench.database.transaction((tx) => bench.ledgers.ledger.cancel(tx, report.scanId, 'ann'));
      await bench.finish(report, {
        kind: 'stopped',
        order: 'cancel',
        exitCode: null,
        signal: 'SIGTERM',
        stderrTail: '',
      });
      await bench.ingest(report);
      expect(await bench.ledgers.scan(report.scanId)).toMatchObject({ state: 'cancelled' });
      expect(await misses()).toBe(asBefore);
    });

    it.each([
      ['a scan of other addresses', nmapReport([{ address: '10.0.0.2', status: 'down' }]), 'nmap_xml'],
      ['a sweep by masscan, which tells open ports only', '#masscan\n# end\n', 'masscan_list'],
      ['a scan that was told to take it for up (-Pn)', nmapReport([silent]), 'nmap_xml'],
    ] as const)('by %s', async (_, report, format) => {
      await bench.scan(report, { format });
      expect(await misses()).toBe(asBefore);
    });

    it('by a scan with which an alert rule looks again', async () => {
      const report = await bench.aReport();
      await bench.database.query(`UPDATE scan SET origin = 'confirmation' WHERE id = $1`, [report.scanId]);
      await bench.arrive(report, nmapReport([down]));
      await bench.finish(report);
      await bench.ingest(report);
      expect(await misses()).toBe(asBefore);
    });

    it('by a scan that another has contradicted before its end', async () => {
      const slow = await bench.aReport();
      await bench.arrive(slow, `${reportHead()}${hostXml(down)}`);
      await bench.ingest(slow);
      await bench.scanHosts([up]);
      await bench.arrive(slow, nmapReport([]).slice(reportHead().length));
      await bench.finish(slow);
      await bench.ingest(slow);
      expect(await misses()).toBe('up 0');
    });
  });

  it('and never did, when hosts were looked for, is not taken for down', async () => {
    await bench.scan('#masscan\nopen tcp 443 10.0.0.1 1700000000\n# end\n', { format: 'masscan_list' });
    await miss(GONE_AFTER);
    expect(await misses()).toBe('up 0');
    await bench.scanHosts([up]);
    await miss(1);
    expect(await misses()).toBe('down 1');
  });

  describe('to a scan that is told to take every address for a host (-Pn)', () => {
    it('is none where nothing was known', async () => {
      const report = await bench.scanHosts([silent, { ...silent, address: '10.0.0.2', ports: [{ port: 22 }] }]);
      expect(await bench.news(report.scanId)).toEqual(['host_new 10.0.0.2']);
    });

    it('stays what it was, up, down or gone, until something answers', async () => {
      await bench.scanHosts([up]);
      expect(await bench.news((await bench.scanHosts([silent])).scanId)).toEqual([`port_closed ${address} tcp/22`]);
      await miss(GONE_AFTER);
      expect(await bench.news((await bench.scanHosts([silent])).scanId)).toEqual([]);
      expect(await misses()).toBe(`gone ${GONE_AFTER}`);
      const { scanId } = await bench.scanHosts([{ ...silent, others: 'closed' }]);
      expect(await bench.news(scanId)).toEqual([`host_up ${address}`]);
    });
  });

  it('is counted once by each of two scans that end at the same time', async () => {
    await bench.scanHosts([up]);
    const reports = await Promise.all([1, 2, 3].map(() => bench.aReport()));
    for (const report of reports) {
      await bench.arrive(report, nmapReport([down]));
      await bench.finish(report);
    }
    await Promise.all(reports.map((report) => bench.ingest(report)));
    expect(await misses()).toBe('gone 3');
    expect((await bench.news()).filter((line) => line.startsWith('host_gone'))).toHaveLength(1);
  });
});
