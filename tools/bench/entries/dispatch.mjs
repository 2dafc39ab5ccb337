/**
 * From "scan now" to a scanner process that runs, with one idle engine and beside 500 simulated ones; what the check-ins of those
 * take, and how often idle engines write to the database. `SCANFLEET_BENCH_ENGINES` and `SCANFLEET_BENCH_ROUNDS` set their numbers.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../percentile.mjs';
import { FakeScanner } from '../../rigs/install-fake-scanner.mjs';
import { RigFleet } from '../../rigs/rig-fleet.mjs';
import { RigProcess, until } from '../../rigs/rig-process.mjs';

const ROUNDS = Number(process.env.SCANFLEET_BENCH_ROUNDS ?? 40);
const IDLE_SECONDS = 60;

/** Milliseconds of each round from the request "scan now" to the beginning of the scanner's process. */
async function startTimes({ fleet, scanner, commandId }) {
  const times = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const before = scanner.log().filter(({ what }) => what === 'start').length;
    const asked = Date.now();
    const scan = await fleet.call('POST', '/scans', { targets: `10.1.0.${round}`, commandId });
    const started = await until(
      'the scanner starts',
      () => scanner.log().filter(({ what }) => what === 'start')[before],
      30_000,
      10,
    );
    times.push(Number(started.rest.split(' ').at(-1)) - asked);
    await fleet.ended(scan.id, 60_000, 200);
    await delay(300);
  }
  return times;
}

async function startSwarm(fleet, count) {
  const tokens = [];
  for (let index = 0; index < count; index += 1) tokens.push(await fleet.joinToken());
  const file = join(fleet.folder, 'join-tokens');
  await writeFile(file, tokens.join('\n'), { mode: 0o600 });
  const argv = [join(import.meta.dirname, '../../rigs/swarm.mjs'), '--console', fleet.consoleUrl(), '--tokens', file];
  const swarm = new RigProcess(process.execPath, argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  const answer = async (question) => {
    const before = swarm.words.split('\n').length;
    if (question) swarm.child.stdin.write(`${question}\n`);
    const line = await until(
      'the swarm answers',
      () => {
        if (!swarm.running) throw new Error(`the swarm ended: ${swarm.words.slice(-2000)}`);
        const lines = swarm.words.split('\n');
        return lines.length > before ? lines.at(-2) : undefined;
      },
      600_000,
    );
    return JSON.parse(line);
  };
  await answer();
  return { answer, end: () => swarm.end() };
}

/**
 * Rows of engines' own tables written so far, as PostgreSQL counts them, and when that was; the console's sweeps write elsewhere. Its
 * counters lag by up to a second.
 */
async function rowsWritten(fleet) {
  await delay(1500);
  const [{ writes }] = await fleet.sql(
    `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS writes FROM pg_stat_user_tables WHERE relname LIKE 'engine%'`,
  );
  return { writes, at: Date.now() };
}

const figure = (name, value, unit, limit, note) => ({
  name,
  value: value.toFixed(unit === 'ms' ? 0 : 2),
  unit,
  bar: `<= ${limit} ${unit}`,
  passed: value <= limit,
  note,
});

async function run({ log }) {
  const count = Number(process.env.SCANFLEET_BENCH_ENGINES ?? 500);
  const fleet = await RigFleet.start();
  let swarm;
  try {
    const scanner = new FakeScanner(await fleet.makeFolder('scanner'), {
      seed: 1,
      upPermille: 1000,
      hostsPerSecond: 100,
    });
    await fleet.addEngine({ name: 'real', allowed: ['10.0.0.0/8'], config: scanner.engineConfig });
    const command = await fleet.call('POST', '/scan-commands', {
      name: 'one port',
      scanner: 'nmap',
      options: '-sT -Pn -p 80',
    });
    const ground = { fleet, scanner, commandId: command.id };
    await delay(3000);
    const alone = await startTimes(ground);
    log(`one engine: ${alone.map((time) => time.toFixed(0)).join(' ')} ms; ${count} simulated engines join`);
    swarm = await startSwarm(fleet, count);
    await delay(5000);
    const looks = await swarm.answer(`look 100`);
    const crowded = await startTimes(ground);
    log(`beside ${count}: ${crowded.map((time) => time.toFixed(0)).join(' ')} ms; a minute of idleness`);
    const before = await rowsWritten(fleet);
    await delay(IDLE_SECONDS * 1000);
    const after = await rowsWritten(fleet);
    const seconds = (after.at - before.at) / 1000;
    const writes = (after.writes - before.writes) / count / (seconds / 60);
    const { errors, lastError } = await swarm.answer('figures');
    if (errors > 0) log(`the swarm met ${errors} errors: ${lastError}`);
    const note = `median ${percentile(alone, 50).toFixed(0)}, worst ${Math.max(...alone)}; ${ROUNDS} scans`;
    const crowdedNote = `median ${percentile(crowded, 50).toFixed(0)}, worst ${Math.max(...crowded)}; ${ROUNDS} scans`;
    return {
      figures: [
        figure('"scan now" to scanner started, p95, 1 engine', percentile(alone, 95), 'ms', 300, note),
        figure(`the same beside ${count} engines, p95`, percentile(crowded, 95), 'ms', 1000, crowdedNote),
        figure(
          `check-in of ${count} engines, p95`,
          percentile(looks, 95),
          'ms',
          100,
          `median ${percentile(looks, 50).toFixed(0)}; 100 that do not wait`,
        ),
        figure(
          'rows written for an idle engine and minute',
          writes,
          'rows',
          1,
          `${count} engines, ${seconds.toFixed(1)} s, tables of engines`,
        ),
      ],
    };
  } finally {
    await swarm?.end();
    await fleet.end();
  }
}

export default { name: 'dispatch', run };
