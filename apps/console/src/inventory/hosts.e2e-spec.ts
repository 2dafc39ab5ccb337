import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Host, hostListQuery, type HostSummary, type Page } from '@scanfleet/contracts';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../test/harness.js';
import { StateWriter } from '../scans/ledger/state-writer.js';

const branch = '00000000-0000-4000-8000-0000000000bb';
const [nightly, morning] = [randomUUID(), randomUUID()];
const certificate = {
  subject: 'CN=web.invalid',
  issuer: 'CN=Test CA',
  fingerprint: '1'.repeat(40),
  validFrom: null,
  expiresAt: '2026-06-01T00:00:00.000Z',
};
const hosts = [
  ['10.0.0.2', 'up', ['web_1.invalid'], 'Cisco', 'Linux 5.4', [80, 443], 900, DEFAULT_ZONE, 1, 5],
  ['10.0.0.10', 'down', ['100%.invalid'], 'Dell', null, [22], 200, DEFAULT_ZONE, 2, 4],
  ['9.0.0.1', 'up', [], null, 'Windows 10', [], null, DEFAULT_ZONE, 3, 3],
  ['2001:db8::5', 'up', ['webX1.invalid', 'six.invalid'], 'apple', 'macOS', [22, 80, 443], 500, branch, 4, 2],
  ['10.0.0.3', 'unknown', [], 'Intel', 'FreeBSD', [443], 700, DEFAULT_ZONE, 5, 1],
] as const;

describe('the inventory over HTTP', () => {
  let console: TestConsole;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    console = await aConsole();
    const { database } = console;
    await database.query(`INSERT INTO zone (id, name, created_at) VALUES ($1, 'branch', now())`, [branch]);
    for (const [address, status, names, vendor, os, ports, rtt, zone, first, last] of hosts) {
      const [row] = await database.query<{ id: string }>(
        `INSERT INTO host (zone_id, address, status, status_since, names, vendor, os, open_ports, rtt_micros, first_seen_at, last_seen_at)
         VALUES ($1, $2, $3, now(), $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
        [
          zone,
          address,
          status,
          names,
          vendor,
          os,
          ports,
          rtt,
          `2026-01-0${first}T00:00:00Z`,
          `2026-02-0${last}T00:00:00Z`,
        ],
      );
      ids.set(address, row?.id ?? '');
    }
    for (const [scanId, name] of [
      [nightly, 'nightly'],
      [morning, 'morning'],
    ]) {
      await database.query(
        `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
           excluded_set, planned_addresses, shard_count, created_by, created_at)
         VALUES ($1, $2, 'completed', $3, 'nmap', '', '[]', '', '{}', '', '', 1, 1, 'test', now())`,
        [scanId, DEFAULT_ZONE, name],
      );
    }
    await layHost(ids.get('10.0.0.2') ?? '');
  });
  afterAll(() => console.close());

  /** One host with all that its page shows. */
  async function layHost(hostId: string): Promise<void> {
    const { database } = console;
    await database.query(
      `UPDATE host SET mac = '02:00:5e:00:00:01', os_accuracy = 98, confirmed_at = '2026-02-05', confirmed_scan_id = $2,
         detail = '{"osMatches":[{"name":"Linux 5.4","accuracy":98,"cpes":["cpe:/o:linux"]}],"distance":2,
           "hostScripts":[{"id":"uptime","output":"long"}],"traceroute":[{"ttl":1,"address":"10.0.0.1","rttMicros":120}]}' WHERE id = $1`,
      [hostId, nightly],
    );
    await database.query(
      `INSERT INTO service (host_id, protocol, port, state, reason, name, product, version, detail, first_seen_at, last_seen_at, last_scan_id) VALUES
         ($1, 'tcp', 443, 'open', 'syn-ack', 'http', 'nginx', '1.18', '{"tunnel":"ssl","cpes":["cpe:/a:nginx"],"scripts":[{"id":"t","output":"o"}]}', '2026-01-01', '2026-02-01', $2),
         ($1, 'tcp', 80, 'open', 'syn-ack', 'http', null, null, '{}', '2026-01-01', '2026-02-06', $3),
         ($1, 'tcp', 23, 'closed', null, 'telnet', null, null, '{}', '2026-01-01', '2026-01-02', $2)`,
      [hostId, morning, nightly],
    );
    await database.query(`UPDATE service SET certificate = $2 WHERE host_id = $1 AND port = 443`, [
      hostId,
      JSON.stringify(certificate),
    ]);
    for (const [scanId, at, open] of [
      [nightly, '2026-02-05T00:00:00Z', [443, 80]],
      [morning, '2026-02-04T00:00:00Z', [443]],
    ] as const) {
      const data = {
        services: open.map((port) => ({ port, state: 'open' })),
        rtt: { srttMicros: 900, rttvarMicros: 40 },
        uptime: { seconds: 77 },
      };
      await database.query(
        `INSERT INTO observation (scan_id, address, host_id, shard_id, status, open_ports, timed_out, duration_ms, data, observed_at)
         VALUES ($1, '10.0.0.2', $2, $1, 'up', $3, true, 1500, $4, $5)`,
        [scanId, hostId, open.length, JSON.stringify(data), at],
      );
    }
    await database.query(
      `INSERT INTO change (host_id, scan_id, kind, protocol, port, before, after, at) VALUES
         ($1, $2, 'host_new', null, null, null, '{"names":[]}', '2026-01-01'),
         ($1, $3, 'port_closed', 'tcp', 23, '{"name":"telnet"}', '{"state":"closed"}', '2026-01-03')`,
      [hostId, morning, nightly],
    );
  }

  const list = async (query: Record<string, string | number>): Promise<Page<HostSummary>> =>
    (await console.asRole('viewer').get('/api/v1/hosts').query(query).expect(200)).body as Page<HostSummary>;
  const addresses = async (query: Record<string, string | number>): Promise<string[]> =>
    (await list(query)).data.map(({ address }) => address);
  const page = (address: string, rest = ''): string => `/api/v1/hosts/${ids.get(address)}${rest}`;

  describe('lists hosts', () => {
    const orders: Record<string, string[]> = {
      address: ['9.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.10', '2001:db8::5'],
      status: ['10.0.0.10', '10.0.0.3', '9.0.0.1', '10.0.0.2', '2001:db8::5'],
      firstSeenAt: ['10.0.0.2', '10.0.0.10', '9.0.0.1', '2001:db8::5', '10.0.0.3'],
      lastSeenAt: ['10.0.0.3', '2001:db8::5', '9.0.0.1', '10.0.0.10', '10.0.0.2'],
      vendor: ['2001:db8::5', '10.0.0.2', '10.0.0.10', '10.0.0.3', '9.0.0.1'],
      os: ['10.0.0.3', '10.0.0.2', '2001:db8::5', '9.0.0.1', '10.0.0.10'],
      rttMicros: ['10.0.0.10', '2001:db8::5', '10.0.0.3', '10.0.0.2', '9.0.0.1'],
      openPorts: ['9.0.0.1', '10.0.0.3', '10.0.0.10', '10.0.0.2', '2001:db8::5'],
    };
    const unknownLast: Record<string, number> = { vendor: 1, os: 1, rttMicros: 1 };

    it('knows an order for every column that the contract sorts by', () => {
      expect(Object.keys(orders).sort()).toEqual([...hostListQuery.shape.sort_by.unwrap().options].sort());
    });

    it.each(Object.entries(orders))('by %s in both directions, what is not known last', async (column, ascending) => {
      expect(await addresses({ sort_by: column })).toEqual(ascending);
      const descending = await addresses({ sort_by: column, sort_order: 'desc' });
      const known = ascending.length - (unknownLast[column] ?? 0);
      expect(descending.slice(known)).toEqual(ascending.slice(known));
      // Equal values stay in the order of their addresses.
      if (!['status', 'openPorts'].includes(column))
        expect(descending.slice(0, known)).toEqual(ascending.slice(0, known).reverse());
      else expect(descending).not.toEqual(ascending);
    });

    it.each([
      ['status', { status: 'down' }, ['10.0.0.10']],
      ['operating system, anywhere in it and whatever its case', { os: 'bsd' }, ['10.0.0.3']],
      ['vendor', { vendor: 'CISCO' }, ['10.0.0.2']],
      ['open port', { port: 443 }, ['10.0.0.2', '10.0.0.3', '2001:db8::5']],
      ['zone', { zone_id: branch }, ['2001:db8::5']],
      ['two of them', { port: 22, status: 'up' }, ['2001:db8::5']],
      ['a part of the address', { search: '10.0.0.1' }, ['10.0.0.10']],
      ['a part of a name', { search: 'SIX' }, ['2001:db8::5']],
      ['a name with an underscore, which stands for itself', { search: 'web_1' }, ['10.0.0.2']],
      ['a name with a percent sign, which stands for itself', { search: '%' }, ['10.0.0.10']],
      ['a backslash, which stands for itself', { search: '\\' }, []],
      ['text that would be SQL', { search: `' OR 1=1 --` }, []],
      ['blanks, which are no condition', { search: '  ', status: 'down' }, ['10.0.0.10']],
    ])('by %s', async (_, query, expected) => {
      expect(await addresses(query)).toEqual(expected);
    });

    it('and refuses a search with NUL, which no text in the database has', async () => {
      await console.asRole('viewer').get('/api/v1/hosts?search=a%00b').expect(400);
    });

    it('in pages, with the total of what matches', async () => {
      const first = await list({ page_size: 2, port: 443 });
      expect(first.pagination).toEqual({ page: 1, pageSize: 2, total: 3, pages: 2 });
      const second = await list({ page_size: 2, page: 2, port: 443 });
      expect([...first.data, ...second.data].map(({ address }) => address)).toEqual([
        '10.0.0.2',
        '10.0.0.3',
        '2001:db8::5',
      ]);
      expect((await list({ page: 99 })).data).toEqual([]);
    });

    it.each([
      ['sort_by', 'password'],
      ['sort_order', 'up'],
      ['status', 'maybe'],
      ['port', '70000'],
      ['page_size', '0'],
      ['colour', 'red'],
    ])('and refuses a bad %s by its name', async (field, value) => {
      const { body } = await console
        .asRole('viewer')
        .get('/api/v1/hosts')
        .query({ [field]: value })
        .expect(400);
      expect(JSON.stringify(body.issues)).toContain(field);
    });
  });

  it('shows a host with its services, when each was seen last and by which scan', async () => {
    const { body } = await console.asRole('viewer').get(page('10.0.0.2')).expect(200);
    const host = body as Host;
    expect(host).toMatchObject({
      address: '10.0.0.2',
      zone: { id: DEFAULT_ZONE, name: 'default' },
      mac: '02:00:5E:00:00:01',
      osMatches: [{ name: 'Linux 5.4', accuracy: 98, cpes: ['cpe:/o:linux'] }],
      distance: 2,
      uptimeSeconds: 77,
      rttVarianceMicros: 40,
      timedOut: true,
      lastDurationSeconds: 1.5,
      hostScripts: [{ id: 'uptime', output: 'long' }],
      traceroute: [{ ttl: 1, address: '10.0.0.1', name: null, rttMicros: 120 }],
    });
    const seen = host.services.map(({ port, state, lastSeenAt, lastScanId }) => [
      port,
      state,
      lastSeenAt.slice(0, 10),
      lastScanId,
    ]);
    expect(seen).toEqual([
      [23, 'closed', '2026-01-02', morning],
      [80, 'open', '2026-02-06', nightly],
      [443, 'open', '2026-02-05', nightly],
    ]);
    expect(host.services[2]).toMatchObject({
      tunnel: 'ssl',
      cpes: ['cpe:/a:nginx'],
      scripts: [{ id: 't', output: 'o' }],
      certificate,
    });
    expect(host.services[1]?.certificate).toBeNull();
  });

  it('lists the scans that saw a host, newest first', async () => {
    const { body } = await console.asRole('viewer').get(page('10.0.0.2', '/scans')).expect(200);
    expect(body.pagination.total).toBe(2);
    expect(body.data).toMatchObject([
      {
        scanId: nightly,
        command: 'nightly',
        openPorts: [80, 443],
        timedOut: true,
        rttMicros: 900,
        durationSeconds: 1.5,
      },
      { scanId: morning, command: 'morning', openPorts: [443] },
    ]);
    const oldest = await console
      .asRole('viewer')
      .get(page('10.0.0.2', '/scans?sort_order=asc&page_size=1'))
      .expect(200);
    expect(oldest.body.data).toMatchObject([{ scanId: morning }]);
  });

  it('tells the timeline of a host', async () => {
    const { body } = await console.asRole('viewer').get(page('10.0.0.2', '/changes')).expect(200);
    expect(body.data).toMatchObject([
      {
        kind: 'port_closed',
        protocol: 'tcp',
        port: 23,
        before: { name: 'telnet' },
        after: { state: 'closed' },
        scanId: nightly,
      },
      { kind: 'host_new', address: '10.0.0.2', scanId: morning },
    ]);
    const other = await console.asRole('viewer').get(page('9.0.0.1', '/changes')).expect(200);
    expect(other.body.data).toEqual([]);
  });

  it('lists all changes, by kind, scan and address', async () => {
    const kinds = async (query: object): Promise<string[]> => {
      const { body } = await console.asRole('viewer').get('/api/v1/changes').query(query).expect(200);
      return (body as Page<{ kind: string }>).data.map(({ kind }) => kind);
    };
    expect(await kinds({})).toEqual(['port_closed', 'host_new']);
    expect(await kinds({ sort_order: 'asc' })).toEqual(['host_new', 'port_closed']);
    expect(await kinds({ kind: 'host_new' })).toEqual(['host_new']);
    expect(await kinds({ scan_id: nightly })).toEqual(['port_closed']);
    expect(await kinds({ search: '10.0.0.2' })).toHaveLength(2);
    expect(await kinds({ search: '10_0_0_2' })).toEqual([]);
  });

  it('calls a host gone at the end of the scan that missed it once too often', async () => {
    const { database, app } = console;
    const scanId = randomUUID();
    await database.query(
      `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
         excluded_set, planned_addresses, shard_count, created_by, created_at, started_at)
       VALUES ($1, $2, 'running', 'ping', 'nmap', '', '[]', '', '{}', '', '', 1, 1, 'test', now(), now())`,
      [scanId, DEFAULT_ZONE],
    );
    await database.query(
      `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, address_set, address_count)
       VALUES ($1, $1, $2, 1, 'nmap', 'delivered', '10.0.0.10', 1)`,
      [scanId, DEFAULT_ZONE],
    );
    await database.query(
      `INSERT INTO observation (scan_id, address, host_id, shard_id, status, open_ports, data, observed_at)
       VALUES ($1, '10.0.0.10', $2, $1, 'down', 0, '{"services":[]}', now())`,
      [scanId, ids.get('10.0.0.10')],
    );
    await database.query('UPDATE host SET misses = 2 WHERE id = $1', [ids.get('10.0.0.10')]);
    await database.transaction((tx) => app.get(StateWriter, { strict: false }).settleScan(tx, scanId));
    expect(await addresses({ status: 'gone' })).toEqual(['10.0.0.10']);
    const { body } = await console.asRole('viewer').get('/api/v1/changes').query({ scan_id: scanId }).expect(200);
    expect(body.data).toMatchObject([{ kind: 'host_gone', after: { status: 'gone', misses: 3 } }]);
    expect(await addresses({ status: 'down' })).toEqual([]);
  });

  it.each(['', '/scans', '/changes'])('answers 404 for a host that is not there, at /hosts/:id%s', async (rest) => {
    for (const id of ['1234567890', '9999999999999999999']) {
      const { body } = await console.asRole('viewer').get(`/api/v1/hosts/${id}${rest}`).expect(404);
      expect(body).toMatchObject({ code: 'host_not_found' });
    }
    await console.asRole('viewer').get(`/api/v1/hosts/not-a-number${rest}`).expect(400);
  });

  it('shows nothing to who has not signed in', async () => {
    await console.request.get('/api/v1/hosts').expect(401);
    await console.request.get(page('10.0.0.2')).expect(401);
    await console.request.get('/api/v1/changes').expect(401);
  });
});
