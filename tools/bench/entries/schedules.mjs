/**
 * Two consoles that tick on schedules of every kind and die 10,000 times in between any two statements: each occurrence must have
 * become exactly one scan or one recorded skip. And what a tick costs beside 100,000 schedules, with none due and with a hundred.
 *
 * SCANFLEET_BENCH_KILLS and SCANFLEET_BENCH_SCHEDULES take fewer, for a quick try; SCANFLEET_BENCH_SEED takes another course.
 */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startPostgres } from '../../postgres/embedded-postgres.mjs';
import { nodeEnvironment, nodeFlags } from '../../start/node-flags.mjs';
import { percentile } from '../percentile.mjs';

const root = join(import.meta.dirname, '..', '..', '..');
const hooks = join(root, 'apps/console/test/source-hooks.mjs');
const probe = join(import.meta.dirname, '..', 'schedules-probe.mjs');

async function run({ log }) {
  const kills = Number(process.env.SCANFLEET_BENCH_KILLS ?? 10_000);
  const schedules = Number(process.env.SCANFLEET_BENCH_SCHEDULES ?? 100_000);
  const folder = await mkdtemp(join(tmpdir(), 'scanfleet-schedules-'));
  await chmod(folder, 0o755);
  try {
    const measured = await withPostgres(join(folder, 'durable'), true, (url) => measure(url, ['tick', schedules]));
    for (const line of measured.plan) log(line);
    // Processes are killed, not the server: what it has committed need not survive the machine.
    const killed = await withPostgres(join(folder, 'fast'), false, (url) =>
      measure(url, ['kills', kills, process.env.SCANFLEET_BENCH_SEED ?? 16]),
    );
    for (const line of killed.wrong) log(line);
    return { figures: [...tickFigures(measured, schedules), ...killFigures(killed)] };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function withPostgres(dataDir, durable, work) {
  const postgres = await startPostgres({ dataDir, durable });
  try {
    return await work(postgres.url);
  } finally {
    await postgres.stop();
  }
}

async function measure(databaseUrl, words) {
  const child = spawn(process.execPath, [...nodeFlags, '--import', hooks, probe, ...words.map(String)], {
    cwd: root,
    env: { ...process.env, ...nodeEnvironment, SCANFLEET_TEST_DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  const said = await text(child.stdout);
  const how = await ended;
  if (how !== 0) throw new Error(`the probe ended with ${how}`);
  return JSON.parse(said);
}

function tickFigures({ none, due, plan }, schedules) {
  const many = schedules.toLocaleString('en');
  const indexed = plan.some((line) => line.includes('schedule_due'));
  const worst = Math.max(...none);
  return [
    {
      name: `tick beside ${many} schedules, none due, worst`,
      value: worst.toFixed(1),
      unit: 'ms',
      bar: '<= 50 ms',
      passed: worst <= 50,
      note: `median ${percentile(none, 50).toFixed(1)}; ${none.length} ticks`,
    },
    {
      name: 'the due query reads the index alone',
      value: indexed ? 'yes' : 'no',
      unit: '',
      bar: 'yes',
      passed: indexed,
    },
    {
      name: 'the same with 100 due, each made a scan, median',
      value: percentile(due, 50).toFixed(0),
      unit: 'ms',
      note: `worst ${Math.max(...due).toFixed(0)}; ${due.length} ticks`,
    },
  ];
}

function killFigures({ crashes, byDeath, rounds, occurrences, started, skipped, wrong }) {
  const { before, after, cut } = byDeath;
  return [
    {
      name: 'occurrences lost or decided twice',
      value: wrong.length,
      unit: '',
      bar: '0',
      passed: wrong.length === 0,
      note: `${crashes} crashes (${before} before a statement, ${after} after one, ${cut} cut connections) in ${rounds} rounds; ${occurrences} occurrences: ${started} scans, ${skipped} skipped`,
    },
  ];
}

export default { name: 'schedules', run };
