import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IngestBench } from '../../test/ingest-bench.js';
import { hostXml, reportHead, reportTail, type WrittenHost } from '../../test/nmap-report.js';

const address = '10.0.0.1';
const web = { port: 80, name: 'http', product: 'nginx', version: '1.18.0' };
const ssh = { port: 22, name: 'ssh', product: 'OpenSSH', version: '9.2p1' };
const both: WrittenHost = {
  address,
  ports: [ssh, web],
  names: ['a.invalid'],
  os: 'Linux 5.4',
  mac: '02:00:5E:00:00:01',
};
const masscanLine = (port: number, at = address): string => `open tcp ${port} ${at} 1700000000\n`;

describe('the inventory after a scan', () => {
  let bench: IngestBench;
  beforeAll(async () => {
    bench = await IngestBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const now = (): string => bench.ledgers.bench.clock.now().toISOString();
  const versions = async (): Promise<unknown> =>
    bench.database.query('SELECT protocol, port, xmin::text, ctid::text FROM service ORDER BY host_id, protocol, port');
  const lastSeen = async (): Promise<Record<string, string>> => {
    const { services } = await bench.hosts.get(await bench.hostId(address));
    return Object.fromEntries(services.map(({ port, lastSeenAt }) => [port, lastSeenAt]));
  };
  const hostNow = async () => bench.hosts.get(await bench.hostId(address));

  it('has a new host with its services, and one change that lists them', async () => {
    const { scanId } = await bench.scanHosts([both]);
    expect(await hostNow()).toMatchObject({
      address,
      status: 'up',
      names: ['a.invalid'],
      mac: '02:00:5E:00:00:01',
      os: 'Linux 5.4',
      openPorts: [22, 80],
      rttMicros: 250,
      rttVarianceMicros: 50,
      firstSeenAt: now(),
      services: [ssh, web].map((service) => ({ ...service, state: 'open', lastSeenAt: now(), lastScanId: scanId })),
    });
    expect(await bench.changes(scanId)).toEqual([
      {
        kind: 'host_new',
        address,
        protocol: null,
        port: null,
        before: null,
        after: {
          names: ['a.invalid'],
          openPortCount: 2,
          openPorts: [
            { protocol: 'tcp', port: 22, name: 'ssh' },
            { protocol: 'tcp', port: 80, name: 'http' },
          ],
        },
      },
    ]);
  });

  it('has no host that never was up, whose address is covered all the same', async () => {
    const { scanId, shardId } = await bench.scanHosts([{ address, status: 'down' }], {
      addresses: '10.0.0.1-10.0.0.4',
    });
    expect(await bench.inventory()).toEqual([]);
    expect(await bench.counts(scanId)).toMatchObject({
      hosts_up: 0,
      hosts_down: 1,
      observations: 0,
      addresses_done: 4,
    });
    expect((await bench.ledgers.shard(shardId)).covered_set).toBe('10.0.0.1-10.0.0.4');
  });

  it('writes no service and no change when nothing has changed, and yet says when each was seen', async () => {
    const hosts = [both, { ...both, address: '10.0.0.2' }];
    await bench.scanHosts(hosts);
    const before = await versions();
    const { scanId } = await bench.scanHosts(hosts);
    expect(await versions()).toEqual(before);
    expect(await bench.changes(scanId)).toEqual([]);
    expect(await lastSeen()).toEqual({ 22: now(), 80: now() });
    expect((await hostNow()).services.map(({ lastScanId }) => lastScanId)).toEqual([scanId, scanId]);
    expect(await bench.counts(scanId)).toMatchObject({ hosts_up: 2, open_ports: 4, observations: 2 });
  });

  it('tells what was opened, closed and changed, and nothing else', async () => {
    await bench.scanHosts([both]);
    const { scanId } = await bench.scanHosts([
      {
        ...both,
        ports: [
          { ...ssh, version: '9.6p1' },
          { port: 443, name: 'https' },
        ],
      },
    ]);
    expect(await bench.changes(scanId)).toEqual([
      expect.objectContaining({ kind: 'port_closed', port: 80, after: { state: 'closed' } }),
      expect.objectContaining({ kind: 'port_opened', port: 443, before: null }),
      expect.objectContaining({
        kind: 'service_changed',
        port: 22,
        before: { name: 'ssh', product: 'OpenSSH', version: '9.2p1' },
        after: { name: 'ssh', product: 'OpenSSH', version: '9.6p1' },
      }),
    ]);
    expect(await bench.services(address)).toEqual(
      ['tcp/22 open ssh', 'tcp/443 open https', 'tcp/80 closed http'].toSorted(
        (a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)),
      ),
    );
    expect((await hostNow()).openPorts).toEqual([22, 443]);
  });

  it('keeps nothing of the old service when another one speaks on its port', async () => {
    await bench.scanHosts([both]);
    await bench.scanHosts([{ ...both, ports: [ssh, { port: 80, name: 'http', product: 'Apache httpd' }] }]);
    const [, service] = (await hostNow()).services;
    expect(service).toMatchObject({ product: 'Apache httpd', version: null });
  });

  it('keeps nothing of the old service when a port was closed in between', async () => {
    await bench.scanHosts([both]);
    await bench.scanHosts([{ ...both, ports: [ssh] }]);
    await bench.scanHosts([{ ...both, ports: [ssh, { port: 80, name: 'http', method: 'table' }] }]);
    const [, service] = (await hostNow()).services;
    expect(service).toMatchObject({ state: 'open', product: null, version: null, method: 'table' });
  });

  it('keeps what a scan without version detection does not tell', async () => {
    await bench.scanHosts([both]);
    const { scanId } = await bench.scanHosts([
      {
        address,
        ports: [
          { port: 22, name: 'ssh', method: 'table' },
          { port: 80, name: 'www', method: 'table' },
        ],
      },
    ]);
    expect(await bench.news(scanId)).toEqual([]);
    expect(await hostNow()).toMatchObject({
      os: 'Linux 5.4',
      names: ['a.invalid'],
      services: [ssh, web].map((service) => ({ ...service, method: 'probed', confidence: 10 })),
    });
  });

  it('tells of another system, other names and another MAC address', async () => {
    await bench.scanHosts([both]);
    const { scanId } = await bench.scanHosts([
      { ...both, os: 'FreeBSD 12', names: ['b.invalid'], mac: '02:00:5E:00:00:02' },
    ]);
    expect(await bench.news(scanId)).toEqual([
      `mac_changed ${address}`,
      `name_changed ${address}`,
      `os_changed ${address}`,
    ]);
  });

  it('says when a host goes down and comes back, and keeps its services meanwhile', async () => {
    await bench.scanHosts([both]);
    const seenAt = now();
    const down = await bench.scanHosts([{ address, status: 'down' }]);
    expect(await bench.news(down.scanId)).toEqual([`host_down ${address}`]);
    expect(await hostNow()).toMatchObject({
      status: 'down',
      statusSince: now(),
      lastSeenAt: seenAt,
      openPorts: [22, 80],
    });
    expect((await bench.scanHosts([{ address, status: 'down' }])).scanId).toBeTruthy();
    expect(await bench.news()).toHaveLength(2);
    const up = await bench.scanHosts([both]);
    expect(await bench.news(up.scanId)).toEqual([`host_up ${address}`]);
    expect(await hostNow()).toMatchObject({ status: 'up', statusSince: now() });
    expect(await lastSeen()).toEqual({ 22: now(), 80: now() });
  });

  it('keeps the zones apart: one address in two of them is two hosts', async () => {
    const zoneId = await bench.aZone();
    await bench.scanHosts([both]);
    const other = await bench.scanHosts([{ ...both, ports: [web] }], { zoneId });
    expect(await bench.news(other.scanId)).toEqual([`host_new ${address}`]);
    const hosts = await bench.inventory();
    expect(hosts.map(({ open_ports }) => open_ports)).toEqual([[22, 80], [80]]);
  });

  describe('says nothing of ports that a scan did not ask about', () => {
    it.each([
      ['a scan of other ports', { address, ports: [] }, '8000-9000'],
      ['a ping scan', { address, others: null }, ''],
      ['a host that timed out', { address, timedOut: true }, '1-1000'],
      ['a host that was down', { address, status: 'down' as const }, '1-1000'],
      ['ports that may be open (UDP)', { address, others: 'open|filtered' }, '1-1000'],
    ])('closes nothing after %s', async (_, host: WrittenHost, ports) => {
      await bench.scanHosts([both]);
      const seenAt = now();
      const { scanId } = await bench.scanHosts([host], { ports });
      expect((await bench.news(scanId)).filter((line) => line.startsWith('port'))).toEqual([]);
      expect(await bench.services(address)).toEqual(['tcp/22 open ssh', 'tcp/80 open http']);
      expect((await hostNow()).openPorts).toEqual([22, 80]);
      expect(await lastSeen()).toEqual({ 22: seenAt, 80: seenAt });
    });

    it('knows when each service was seen last, by whole and by narrower scans, until it is closed', async () => {
      await bench.scanHosts([both]);
      await bench.scanHosts([both]);
      const whole = now();
      for (let round = 0; round < 2; round += 1) {
        await bench.scanHosts([{ ...both, ports: [ssh] }], { ports: '22' });
        expect(await lastSeen()).toEqual({ 22: now(), 80: whole });
      }
      const narrow = now();
      const { scanId } = await bench.scanHosts([{ ...both, ports: [] }]);
      expect(await bench.news(scanId)).toEqual([`port_closed ${address} tcp/22`, `port_closed ${address} tcp/80`]);
      expect(await lastSeen()).toEqual({ 22: narrow, 80: whole });
      expect((await hostNow()).openPorts).toEqual([]);
    });

    it('does not make the next full scan write again after a ping scan that told nothing new', async () => {
      await bench.scanHosts([both]);
      const before = await versions();
      await bench.scanHosts([{ address, others: null, names: ['a.invalid'] }], { ports: '' });
      await bench.scanHosts([both]);
      expect(await versions()).toEqual(before);
      expect(await lastSeen()).toEqual({ 22: now(), 80: now() });
    });

    it('takes the new name that a ping scan told, and the old one back from the next full scan', async () => {
      await bench.scanHosts([both]);
      await bench.scanHosts([{ address, others: null, names: ['b.invalid'] }], { ports: '' });
      expect(await hostNow()).toMatchObject({ names: ['b.invalid'], openPorts: [22, 80] });
      const { scanId } = await bench.scanHosts([both]);
      expect(await bench.news(scanId)).toEqual([`name_changed ${address}`]);
      expect(await hostNow()).toMatchObject({ names: ['a.invalid'] });
    });
  });

  describe('after masscan', () => {
    const format = 'masscan_list';

    it('unites the ports of a host from records all over the report', async () => {
      const text = `#masscan\n${masscanLine(80)}${masscanLine(22, '10.0.0.2')}${masscanLine(443)}${masscanLine(80)}# end\n`;
      const report = await bench.aReport({ format });
      for (const part of text.split(/(?<=\n)/)) {
        await bench.arrive(report, part);
        await bench.ingest(report);
      }
      await bench.finish(report);
      await bench.ingest(report);
      expect(await hostNow()).toMatchObject({ openPorts: [80, 443] });
      expect(await bench.counts(report.scanId)).toMatchObject({ hosts_up: 2, open_ports: 3, observations: 2 });
      expect((await bench.ledgers.shard(report.shardId)).state).toBe('delivered');
    });

    it('closes nothing, because its report does not say what it asked', async () => {
      await bench.scanHosts([both]);
      const { scanId } = await bench.scan(`#masscan\n${masscanLine(443)}# end\n`, { format });
      expect(await bench.news(scanId)).toEqual([`port_opened ${address} tcp/443`]);
      expect((await hostNow()).openPorts).toEqual([22, 80, 443]);
    });

    it('covers no address before its end: another port of it may follow', async () => {
      const report = await bench.aReport({ format, addresses: '10.0.0.1-10.0.0.4' });
      await bench.arrive(report, `#masscan\n${masscanLine(80)}`);
      await bench.ingest(report);
      expect((await bench.ledgers.shard(report.shardId)).covered_set).toBe('');
      await bench.finish(report, null);
      await bench.ingest(report);
      const shard = await bench.ledgers.shard(report.shardId);
      expect(shard).toMatchObject({ state: 'queued', covered_set: '' });
    });
  });

  describe('with what hostile hosts and engines say', () => {
    it('keeps texts with NUL and halves of surrogate pairs, made safe', async () => {
      const record = {
        ip: address,
        timestamp: '1700000000',
        ports: [{ port: 80, proto: 'tcp', service: { name: 'x\0y', banner: 'a\u0000b\ud800c \\u0000 "\\' } }],
      };
      await bench.scan(`[\n${JSON.stringify(record)}\n]\n`, { format: 'masscan_json' });
      const [service] = (await hostNow()).services;
      expect(service?.banner).toBe('a\ufffdb\ufffdc \\u0000 "\\');
      expect(service?.name).toBe('x\ufffdy');
    });

    it('keeps tabs, line ends and backslashes as they are', async () => {
      const product = 'tab\there\\N \\. line\nend\r\u0001 {"a":1} \u{1f600}';
      await bench.scanHosts([{ address, ports: [{ port: 80, name: 'http', product }], names: [product] }]);
      const host = await hostNow();
      expect(host.services[0]?.product).toContain('\\N \\.');
      expect(host.services[0]?.product).toContain('\u{1f600}');
      expect(host.names[0]).toContain('{"a":1}');
    });

    it('bounds numbers and texts that no column could hold', async () => {
      await bench.scanHosts([
        {
          address,
          srtt: '999999999999999',
          start: '1',
          end: '999999999999999',
          os: 'x'.repeat(100_000),
          accuracy: '999999999',
          names: Array.from({ length: 3000 }, (_, index) => `${index}.invalid`),
          ports: [{ port: 80, name: 'n'.repeat(5000), product: '\u{1f600}'.repeat(5000) }],
        },
      ]);
      const host = await hostNow();
      expect(host).toMatchObject({ rttMicros: 2_147_483_647, osAccuracy: 100, lastSeenAt: now() });
      expect(host.os).toHaveLength(1024);
      expect(host.names).toHaveLength(100);
      expect(host.services[0]?.name).toHaveLength(1024);
      const [kept] = await bench.database.query<{ data: { names: unknown[] } }>('SELECT data FROM observation');
      expect(kept?.data.names).toHaveLength(3000);
    });

    it('takes a time from the future as now', async () => {
      await bench.scanHosts([{ ...both, end: '4000000000' }]);
      expect(await hostNow()).toMatchObject({ lastSeenAt: now() });
    });

    it('takes a host with every port open', async () => {
      const ports = Array.from({ length: 65_536 }, (_, port) => ({ port }));
      await bench.scanHosts([{ address, ports }], { ports: '0-65535' });
      const { scanId } = await bench.scanHosts([{ address, ports: ports.slice(1) }], { ports: '0-65535' });
      expect(await bench.news(scanId)).toEqual([`port_closed ${address} tcp/0`]);
      expect((await hostNow()).openPorts).toHaveLength(65_535);
    });

    it.each(['2001:db8::1', '::102:304', 'fe80::1', '2001:db8:0:1:1:1:1:1', '::ffff:10.0.0.1'])(
      'knows %s again, however Postgres writes it',
      async (text) => {
        const host = { address: text, ports: [ssh] };
        const addresses = '10.0.0.1,::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
        await bench.scanHosts([host], { addresses });
        const before = await versions();
        const { scanId } = await bench.scanHosts([host], { addresses });
        expect(await bench.counts(scanId)).toMatchObject({ hosts_up: 1, open_ports: 1, observations: 1 });
        expect(await bench.changes(scanId)).toEqual([]);
        expect(await versions()).toEqual(before);
        expect(await bench.inventory()).toHaveLength(1);
      },
    );

    it('counts a host once that a report tells again and again, at once and later', async () => {
      const down: WrittenHost = { address: '10.0.0.9', status: 'down' };
      const report = await bench.aReport();
      await bench.arrive(report, reportHead());
      for (let round = 0; round < 3; round += 1) {
        await bench.arrive(report, [both, both, down, down].map(hostXml).join(''));
        await bench.ingest(report);
      }
      await bench.arrive(report, reportTail);
      await bench.finish(report);
      await bench.ingest(report);
      expect(await bench.counts(report.scanId)).toMatchObject({
        hosts_up: 1,
        hosts_down: 1,
        open_ports: 2,
        observations: 1,
      });
    });
  });
});
