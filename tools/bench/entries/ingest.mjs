/**
 * Report bytes to committed inventory, observations and changes: a first scan of 100,000 hosts with 500,000 services, the
 * same again unchanged, and again with 1 % of the hosts changed. Beside it, in the same run on the same server, a bare
 * `COPY` of the host and service rows that came out of it into empty tables with the same keys: the least that any way of
 * writing these rows could cost.
 *
 * The server is the embedded PostgreSQL of `npm start` with its own settings, durable. The bytes lie in `report_chunk`
 * before the clock runs. Each step is a worker process of its own, so that its peak memory is its own.
 *
 * SCANFLEET_BENCH_HOSTS takes fewer hosts, for a quick try; the bars are for 100,000.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nodeEnvironment, nodeFlags } from '../../start/node-flags.mjs';
import { startPostgres } from '../../postgres/embedded-postgres.mjs';
import { syntheticReport } from '../report-generator.mjs';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const probe = join(import.meta.dirname, '..', 'ingest-probe.mjs');
const { Client } = createRequire(join(root, 'apps/console/package.json'))('pg');
const ZONE = '00000000-0000-4000-8000-000000000001';
const CHUNK_BYTES = 1024 * 1024;
const DAY = 86_400;
const steps = [
  { name: 'first time', report: { startedAt: 1_700_000_000 } },
  { name: 'unchanged again', report: { startedAt: 1_700_000_000 + DAY } },
  { name: '1 % changed', report: { startedAt: 1_700_000_000 + 2 * DAY, changed: 0.01 } },
];

/**
 * @param {{ log: (line: string) => void }} context
 * @returns {Promise<{ figures: { name: string, value: number, unit: string, bar?: string, passed?: boolean, note?: string }[] }>}
 */
async function run({ log }) {
  const hosts = Number(process.env.SCANFLEET_BENCH_HOSTS ?? 100_000);
  const folder = await mkdtemp(join(tmpdir(), 'scanfleet-ingest-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true });
  const client = new Client({ connectionString: postgres.url });
  try {
    await measure('migrate', postgres.url);
    await client.connect();
    const results = [];
    for (const step of steps) {
      const reportId = await layReport(client, { hosts, ...step.report });
      await client.query('CHECKPOINT');
      const server = await cpuOfServer(postgres.pid);
      const result = await measure('ingest', postgres.url, reportId);
      result.serverCpuSeconds = (await cpuOfServer(postgres.pid)) - server;
      await check(client, reportId, hosts);
      results.push(result);
      log(`${step.name}: ${Math.round(hosts / result.seconds)} hosts/s, ${JSON.stringify(result)}`);
      if (results.length === 1) results.copySeconds = await measureCopy(client, log);
    }
    return { figures: figures(hosts, results) };
  } finally {
    await client.end().catch(() => undefined);
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

export default { name: 'ingest', run };

/** @returns {Promise<{ seconds: number, cpuSeconds: number, collectingSeconds: number, peakMb: number }>} */
async function measure(...argv) {
  const { stdout } = await execute(process.execPath, [...nodeFlags, probe, ...argv], {
    env: { ...process.env, ...nodeEnvironment },
  });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

/** A scan of one shard whose engine has delivered its whole report; nothing of it is ingested. */
export async function layReport(client, report) {
  const [scanId, shardId, reportId] = [randomUUID(), randomUUID(), randomUUID()];
  const addresses = '10.0.0.0-10.255.255.255';
  await client.query(
    `INSERT INTO scan (id, zone_id, state, command_name, scanner, options_text, options, target_summary, plan, address_set,
       excluded_set, planned_addresses, shard_count, created_by, created_at, started_at)
     VALUES ($1, $2, 'running', 'bench', 'nmap', '', '[]', 'bench', '{}', $3, '', 16777216, 1, 'bench', now(), now())`,
    [scanId, ZONE, addresses],
  );
  await client.query(
    `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, epoch, address_set, address_count, leased_set, leased_count)
     VALUES ($1, $2, $3, 1, 'nmap', 'scanning', 1, $4, 16777216, $4, 16777216)`,
    [shardId, scanId, ZONE, addresses],
  );
  const outcome = { kind: 'completed', exitCode: 0, stderrTail: '' };
  await client.query(
    `INSERT INTO report (id, shard_id, scan_id, epoch, format, closed, outcome, created_at)
     VALUES ($1, $2, $3, 1, 'nmap_xml', true, $4, now())`,
    [reportId, shardId, scanId, JSON.stringify(outcome)],
  );
  let offset = 0;
  let pieces = [];
  let size = 0;
  const flush = async () => {
    const bytes = Buffer.concat(pieces);
    await client.query('INSERT INTO report_chunk VALUES ($1, $2, $3)', [reportId, offset, bytes]);
    offset += bytes.length;
    [pieces, size] = [[], 0];
  };
  for await (const piece of syntheticReport(report)) {
    pieces.push(piece);
    size += piece.length;
    if (size >= CHUNK_BYTES) await flush();
  }
  if (size > 0) await flush();
  await client.query('UPDATE report SET received_bytes = $2 WHERE id = $1', [reportId, offset]);
  return reportId;
}

/** A figure for work that was not done would be worthless. */
async function check(client, reportId, hosts) {
  const { rows } = await client.query(
    `SELECT r.settled, s.state, s.covered_count::text, (SELECT count(*) FROM observation o WHERE o.scan_id = r.scan_id)::int AS observations,
       (SELECT count(*) FROM host)::int AS hosts
     FROM report r JOIN shard s ON s.id = r.shard_id WHERE r.id = $1`,
    [reportId],
  );
  const found = rows[0];
  if (!found.settled || found.state !== 'delivered' || found.observations !== hosts || found.hosts !== hosts) {
    throw new Error(`The report was not ingested to its end: ${JSON.stringify(found)}`);
  }
}

/** @returns {Promise<number>} seconds for both tables; the least of three, since COPY is what is compared with */
async function measureCopy(client, log) {
  const { rows } = await client.query(`SELECT current_setting('data_directory') AS folder`);
  const where = (table) => join(rows[0].folder, `${table}.copy`);
  for (const table of ['host', 'service']) await client.query(`COPY ${table} TO '${where(table)}'`);
  const times = [];
  for (let round = 0; round < 3; round++) {
    await client.query(`CREATE TABLE bare_host (LIKE host INCLUDING ALL EXCLUDING IDENTITY)`);
    await client.query(`CREATE TABLE bare_service (LIKE service INCLUDING ALL)`);
    await client.query('ALTER TABLE bare_host ADD FOREIGN KEY (zone_id) REFERENCES zone');
    await client.query('CHECKPOINT');
    const begun = performance.now();
    await client.query(`COPY bare_host FROM '${where('host')}'`);
    await client.query(`COPY bare_service FROM '${where('service')}'`);
    times.push((performance.now() - begun) / 1000);
    await client.query('DROP TABLE bare_service, bare_host');
  }
  log(`bare COPY: ${times.map((time) => time.toFixed(2)).join(', ')} s`);
  return Math.min(...times);
}

/** CPU seconds of the server's processes that are alive now; a backend that ended is counted with its parent. */
async function cpuOfServer(pid) {
  const read = async (id) => {
    const text = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return text === '' ? 0 : fields[11] + fields[12] + fields[13] + fields[14];
  };
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')).trim().split(' ');
  let ticks = await read(pid);
  for (const child of children) if (child !== '') ticks += await read(child);
  return ticks / 100;
}

const rounded = (value) => Math.round(value * 100) / 100;

function figures(hosts, results) {
  const rate = (result) => hosts / result.seconds;
  const list = steps.map((step, index) => ({
    name: step.name,
    value: Math.round(rate(results[index])),
    unit: 'hosts/s',
    bar: '>= 10000',
    passed: rate(results[index]) >= 10_000,
    note: `worker ${rounded(results[index].cpuSeconds)} s CPU, server ${rounded(results[index].serverCpuSeconds)} s CPU`,
  }));
  const share = results.copySeconds / results[0].seconds;
  const peak = Math.max(...results.map(({ peakMb }) => peakMb));
  list.push(
    { name: 'bare COPY of the same rows', value: Math.round(hosts / results.copySeconds), unit: 'hosts/s' },
    {
      name: 'first time, share of the bare COPY',
      value: rounded(share),
      unit: '',
      bar: '>= 0.3',
      passed: share >= 0.3,
    },
    { name: 'peak memory of the worker', value: Math.round(peak), unit: 'MB', bar: '<= 256', passed: peak <= 256 },
  );
  return list;
}
