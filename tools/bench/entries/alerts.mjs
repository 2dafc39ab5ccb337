/**
 * Alerts to an endpoint that fails half the time (errors, silence, resets, accepted but never heard of) while consoles deliver them and
 * are killed in the middle of it: what is lost, and whether what arrives twice carries the same key. Beside it, what a look for due
 * deliveries costs while 100,000 wait. `ALERTS`, `ALERT_KILLS` and `ALERT_SEED` choose others.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../postgres/embedded-postgres.mjs';
import { RigProcess } from '../../rigs/rig-process.mjs';
import { percentile } from '../percentile.mjs';

const tests = join(import.meta.dirname, '../../../apps/console/test');

async function run({ log }) {
  const folder = await mkdtemp(join(tmpdir(), 'scanfleet-alerts-'));
  await chmod(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true });
  try {
    return { figures: figuresOf(await chaos(postgres.url, log)) };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

async function chaos(databaseUrl, log) {
  const { ALERTS = '10000', ALERT_KILLS = '50', ALERT_SEED = '1' } = process.env;
  const argv = ['--import', join(tests, 'source-hooks.mjs'), join(tests, 'delivery-chaos-main.ts')];
  const env = { ...process.env, SCANFLEET_TEST_DATABASE_URL: databaseUrl };
  const rig = new RigProcess(process.execPath, [...argv, ALERTS, ALERT_KILLS, ALERT_SEED], { env });
  let out = '';
  rig.child.stdout.on('data', (chunk) => (out += chunk));
  rig.child.stderr.on('data', (chunk) => log(chunk.toString().trimEnd()));
  const { code, signal } = await rig.exited;
  const last = out.trimEnd().split('\n').at(-1);
  if (!last?.startsWith('{')) throw new Error(`the chaos ended with ${code ?? signal}: ${rig.words.slice(-3000)}`);
  return JSON.parse(last);
}

function figuresOf({ alerts, kills, requests, byFault, lost, repeated, wrongKeys, seconds, lookMs }) {
  const none = (name, value, note) => ({ name, value, unit: '', bar: '0', passed: value === 0, note });
  const faults = Object.entries(byFault).map(([fault, count]) => `${fault} ${count}`);
  const look = percentile(lookMs, 95);
  return [
    none(
      'alerts lost',
      lost,
      `${alerts} alerts, ${requests} requests (${faults.join(', ')}), ${kills} consoles killed, ${Math.round(seconds)} s`,
    ),
    none('alerts that came with a second key', wrongKeys, `${repeated} arrived more than once, all with one key each`),
    {
      name: 'look for due deliveries while 100,000 wait, p95',
      value: look.toFixed(1),
      unit: 'ms',
      bar: '<= 50 ms',
      passed: look <= 50,
      note: `median ${percentile(lookMs, 50).toFixed(1)}; 20 channels`,
    },
  ];
}

export default { name: 'alerts', run };
