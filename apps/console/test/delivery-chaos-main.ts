/**
 * The whole of the chaos, and what a look for due deliveries costs beside a long queue: `node --import ./source-hooks.mjs
 * delivery-chaos-main.ts ALERTS KILLS SEED`, on the server of `SCANFLEET_TEST_DATABASE_URL`. The last line is JSON.
 */
import { createDataSource } from '../src/platform/database/data-source.js';
import { Database } from '../src/platform/database/database.js';
import { aWorker, DeliveryDesk } from './delivery-bench.js';
import { deliveryChaos } from './delivery-chaos.js';
import { aDatabase } from './harness.js';

const WAITING = 100_000;
const LANES = 20;
const LOOKS = 100;

const [alerts = 10_000, kills = 50, seed = 1] = process.argv.slice(2).map(Number);
const { url, drop } = await aDatabase();
const database = new Database(createDataSource({ databaseUrl: url, databasePool: 4 }));
await database.source.initialize();
try {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const chaos = await deliveryChaos(database, url, { alerts, kills, seed, say });
  process.stdout.write(`${JSON.stringify({ ...chaos, lookMs: await lookTimes() })}\n`);
} finally {
  await database.source.destroy();
  await drop();
}

/** Milliseconds of each look into a queue in which very many wait, half of them not yet due. */
async function lookTimes(): Promise<number[]> {
  const desk = new DeliveryDesk(database);
  const channelIds: string[] = [];
  for (let lane = 0; lane < LANES; lane += 1) {
    channelIds.push(await desk.channel({ kind: 'email', to: [`lane-${lane}@example.org`] }));
  }
  const message = await desk.post({});
  await database.query(
    `INSERT INTO alert_delivery (id, message_id, channel_id, channel_kind, target, state, next_attempt_at, created_at)
     SELECT gen_random_uuid(), $1, ($2::uuid[])[1 + n % ${LANES}], 'email', '', 'waiting',
       now() + make_interval(secs => (n - ${WAITING / 2}) / 10.0), now()
     FROM generate_series(1, ${WAITING}) AS n`,
    [message, channelIds],
  );
  await database.query('ANALYZE alert_delivery');
  const { book } = aWorker(database);
  const times: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const begin = performance.now();
    await book.claim({});
    times.push(performance.now() - begin);
  }
  return times;
}
