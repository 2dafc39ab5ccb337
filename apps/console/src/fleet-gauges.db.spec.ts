import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../test/workbench.js';
import { FleetGauges } from './fleet-gauges.js';
import { Metrics } from './platform/metrics/metrics.js';
import { DEFAULT_ZONE_ID } from './zones/default-zone.js';

describe('FleetGauges', () => {
  let bench: Workbench;
  let metrics: Metrics;
  beforeAll(async () => {
    bench = await aWorkbench();
    metrics = new Metrics();
    expect(new FleetGauges(metrics, bench.database)).toBeDefined();
  });
  afterAll(() => bench.close());

  const figures = async (): Promise<string[]> =>
    (await metrics.registry.metrics()).split('\n').filter((line) => /^scanfleet_(engine|shard|scan|lease)/.test(line));
  const anEngine = async (more: { slots: number; seenSecondsAgo: number; flags?: string }): Promise<string> => {
    const id = randomUUID();
    await bench.database.query(
      `INSERT INTO engine (id, zone_id, name, slots, last_seen_at, created_at)
       VALUES ($1, $2, $3, $4, now() - make_interval(secs => $5), now())`,
      [id, DEFAULT_ZONE_ID, id, more.slots, more.seenSecondsAgo],
    );
    if (more.flags) await bench.database.query(`UPDATE engine SET ${more.flags} WHERE id = $1`, [id]);
    return id;
  };

  it('are zero in an empty fleet', async () => {
    expect(await figures()).toEqual([
      'scanfleet_engines{state="online"} 0',
      'scanfleet_engines{state="offline"} 0',
      'scanfleet_engines_waiting_for_approval 0',
      'scanfleet_engines_draining 0',
      'scanfleet_engine_slots{state="busy"} 0',
      'scanfleet_engine_slots{state="free"} 0',
      'scanfleet_scan_longest_wait_seconds 0',
      'scanfleet_leases_lost_last_hour 0',
    ]);
  });

  it('count engines, slots, shards, waits and lost leases', async () => {
    const engineId = await anEngine({ slots: 4, seenSecondsAgo: 10 });
    await anEngine({ slots: 1, seenSecondsAgo: 10, flags: 'draining = true' });
    await anEngine({ slots: 2, seenSecondsAgo: 130 });
    await anEngine({ slots: 8, seenSecondsAgo: 10, flags: 'approved = false' });
    await anEngine({ slots: 16, seenSecondsAgo: 10, flags: 'enabled = false' });
    await anEngine({ slots: 32, seenSecondsAgo: 10, flags: 'retired_at = now()' });
    const scanId = randomUUID();
    await bench.database.query(
      `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan,
         address_set, excluded_set, planned_addresses, shard_count, created_by, created_at)
       VALUES ($1, $2, 'running', 'c', 'nmap', '', '[]', '', '{}', '', '', 0, 0, 'a', now() - interval '2 hours')`,
      [scanId, DEFAULT_ZONE_ID],
    );
    const shardIds: string[] = [];
    for (const [number, state] of ['queued', 'queued', 'scanning', 'delivered'].entries()) {
      const id = randomUUID();
      shardIds.push(id);
      await bench.database.query(
        `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, engine_id, address_set, address_count)
         VALUES ($1, $2, $3, $4, 'nmap', $5, $6, '', 0)`,
        [id, scanId, DEFAULT_ZONE_ID, number, state, state === 'queued' ? null : engineId],
      );
    }
    const waits = async (): Promise<number> =>
      Number((await figures()).find((line) => line.startsWith('scanfleet_scan_longest'))?.split(' ')[1]);
    expect(Math.round((await waits()) / 60)).toBe(120);
    for (const [at, minutesAgo] of [61, 30].entries()) {
      await bench.database.query(
        `INSERT INTO shard_run (shard_id, epoch, scan_id, engine_name, leased_set, leased_count, manifest_hash, leased_at,
           ended_at, outcome)
         VALUES ($1, 1, $2, 'n', '', 0, '', now() - make_interval(mins => $3), now() - make_interval(mins => $3), 'lost')`,
        [shardIds[at], scanId, minutesAgo],
      );
    }
    expect(Math.round((await waits()) / 60)).toBe(30);
    const lines = await figures();
    for (const line of [
      'scanfleet_engines{state="online"} 4',
      'scanfleet_engines{state="offline"} 1',
      'scanfleet_engines_waiting_for_approval 1',
      'scanfleet_engines_draining 1',
      'scanfleet_engine_slots{state="busy"} 1',
      'scanfleet_engine_slots{state="free"} 4',
      'scanfleet_shards{state="queued"} 2',
      'scanfleet_shards{state="scanning"} 1',
      'scanfleet_leases_lost_last_hour 1',
    ]) {
      expect(lines).toContain(line);
    }
  });
});
