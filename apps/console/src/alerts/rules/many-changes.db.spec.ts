import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RuleBench } from '../../../test/rule-bench.js';

let bench: RuleBench;
beforeAll(async () => {
  bench = await RuleBench.open();
});
afterAll(() => bench.close());

/** Changes of hosts of a network, four of each host. */
async function found(scanId: string, changes: number): Promise<void> {
  await bench.database.query(
    `WITH hosts AS (
       INSERT INTO host (zone_id, address, status, status_since, names, first_seen_at)
       SELECT zone_id, '10.0.0.0'::inet + i, 'up', now(), ARRAY['host-' || i || '.example.org'], now()
       FROM scan, generate_series(1, $2::int / 4) AS i WHERE scan.id = $1 RETURNING id)
     INSERT INTO change (host_id, scan_id, kind, protocol, port, after, at)
     SELECT hosts.id, $1, 'port_opened', 'tcp', port, '{"name": "ssh", "product": "OpenSSH", "version": "9.2"}', now()
     FROM hosts, unnest(ARRAY[22, 80, 443, 8080]) AS port`,
    [scanId, changes],
  );
}

/** More of both, with the figures told: `SCANFLEET_TEST_CHANGES=100000`. */
const asked = process.env['SCANFLEET_TEST_CHANGES'];
const MANY_CHANGES = Number(asked ?? 20_000);
const MANY_RULES = Number(process.env['SCANFLEET_TEST_RULES'] ?? 200);

describe('very many changes', () => {
  it('are told to very many rules, each with what it asked for', async () => {
    await bench.clear();
    for (let rule = 0; rule < MANY_RULES; rule += 1) {
      await bench.aRule({
        changes: ['port_opened', 'port_closed', 'service_changed'],
        filter: {
          ports: rule % 2 === 0 ? '22,443' : '',
          addresses: rule % 3 === 0 ? `10.0.${rule}.0/22, 10.0.0.0/${8 + (rule % 8)}` : '',
          hostName: rule % 5 === 0 ? `*-${rule + 1}*.example.org` : '',
          service: rule % 7 === 0 ? 'open*' : '',
        },
      });
    }
    const scanId = await bench.happens('started');
    await found(scanId, MANY_CHANGES);
    await bench.happens('completed', { scanId });
    const console = bench.teller();
    const figures = await measured(() => console.teller.tick());
    if (asked !== undefined) process.stderr.write(`${MANY_CHANGES} changes, ${MANY_RULES} rules: ${figures}\n`);
    const messages = await bench.messages();
    expect(messages).toHaveLength(MANY_RULES);
    for (const { lines, more, counts } of messages) {
      expect(lines.length).toBe(Math.min(200, counts['port_opened'] ?? 0));
      expect(lines.length + more).toBe(counts['port_opened']);
    }
    expect(messages.map(({ counts }) => counts['port_opened'])).toContain(MANY_CHANGES);
  }, 600_000);
});

/** Does something and says what it took. */
async function measured(work: () => Promise<void>): Promise<string> {
  const heap = process.memoryUsage().heapUsed;
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().heapUsed - heap)), 20);
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  clearInterval(watch);
  const seconds = (performance.now() - begun) / 1000;
  const used = process.cpuUsage(cpu).user / 1e6;
  return `${seconds.toFixed(1)} s, of them ${used.toFixed(1)} s of processor time here; heap + ${Math.round(most / 2 ** 20)} MiB at most`;
}
