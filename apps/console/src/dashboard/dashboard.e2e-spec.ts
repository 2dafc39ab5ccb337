import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Dashboard } from '@scanfleet/contracts';
import { aConsole, DEFAULT_ZONE, type TestConsole } from '../../test/harness.js';

describe('the dashboard', () => {
  let console: TestConsole;
  beforeAll(async () => {
    console = await aConsole();
  });
  afterAll(() => console.close());

  const figures = async (): Promise<Dashboard> =>
    (await console.asRole('viewer').get('/api/v1/dashboard').expect(200)).body as Dashboard;

  const aScan = (state: string, { partial = false, daysAgo }: { partial?: boolean; daysAgo?: number } = {}) =>
    console.database.query(
      `INSERT INTO scan (id, zone_id, state, partial, command_name, scanner, options_text, options, target_summary, plan, address_set,
         excluded_set, planned_addresses, shard_count, created_by, created_at, finished_at)
       VALUES ($1, $2, $3, $4, 'c', 'nmap', '', '[]', '', '{"targets":[],"excluded":[],"excludedAddresses":"0","resolvedNames":[],"excludedNames":[]}',
         '', '', 1, 1, 'test', now(), $5::timestamptz)`,
      [
        randomUUID(),
        DEFAULT_ZONE,
        state,
        partial,
        daysAgo === undefined ? null : new Date(Date.now() - daysAgo * 86_400_000),
      ],
    );
  const aHost = async (
    address: string,
    status: string,
    { ports = [], daysAgo = 0 }: { ports?: number[]; daysAgo?: number },
  ) => {
    const [row] = await console.database.query<{ id: string }>(
      `INSERT INTO host (zone_id, address, status, status_since, open_ports, first_seen_at) VALUES ($1, $2, $3, now(), $4, $5) RETURNING id`,
      [DEFAULT_ZONE, address, status, ports, new Date(Date.now() - daysAgo * 86_400_000)],
    );
    for (const port of ports) {
      await console.database.query(
        `INSERT INTO service (host_id, protocol, port, state, first_seen_at, last_seen_at) VALUES ($1, 'tcp', $2, 'open', now(), now())`,
        [row?.id, port],
      );
    }
  };

  it('shows noughts and seven empty days in an empty console', async () => {
    const empty = await figures();
    expect(empty).toMatchObject({
      hosts: { total: 0, up: 0, newLast7Days: 0 },
      openPorts: 0,
      sites: 0,
      scans: { running: 0, waiting: 0, failedLast7Days: 0 },
      engines: { total: 0, online: 0 },
      topPorts: [],
      recentScans: [],
      recentChanges: [],
    });
    expect(empty.activity).toHaveLength(7);
    expect(empty.activity.at(-1)).toEqual({ day: new Date().toISOString().slice(0, 10), completed: 0, failed: 0 });
  });

  it('counts hosts, ports, scans and engines as they stand', async () => {
    await aHost('10.0.0.1', 'up', { ports: [22, 80] });
    await aHost('10.0.0.2', 'down', { ports: [80], daysAgo: 10 });
    await aScan('running');
    await aScan('planned');
    await aScan('paused');
    await aScan('completed', { daysAgo: 0 });
    await aScan('completed', { partial: true, daysAgo: 1 });
    await aScan('failed', { daysAgo: 1 });
    await aScan('failed', { daysAgo: 9 });
    await console.anEngine();
    const { engineId } = await console.anEngine();
    await console.database.query('UPDATE engine SET last_seen_at = now() WHERE id = $1', [engineId]);
    await console.database.query(
      `INSERT INTO change (host_id, kind, at) SELECT id, 'host_new', now() - n * interval '1 minute' FROM host, generate_series(1, 6) n`,
    );
    const now = await figures();
    expect(now).toMatchObject({
      hosts: { total: 2, up: 1, newLast7Days: 1 },
      openPorts: 3,
      scans: { running: 1, waiting: 2, failedLast7Days: 2 },
      engines: { total: 2, online: 1 },
      topPorts: [
        { protocol: 'tcp', port: 80, hosts: 2 },
        { protocol: 'tcp', port: 22, hosts: 1 },
      ],
    });
    expect(now.activity.slice(-2).map(({ completed, failed }) => [completed, failed])).toEqual([
      [0, 2],
      [1, 0],
    ]);
    expect(now.recentScans).toHaveLength(7);
    expect(now.recentChanges).toHaveLength(8);
    expect(now.recentChanges.map(({ at }) => at)).toEqual(
      now.recentChanges
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
  });

  it('shows nothing to who has not signed in', async () => {
    await console.request.get('/api/v1/dashboard').expect(401);
  });
});
