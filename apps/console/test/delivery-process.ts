/**
 * A console of which only the worker of deliveries is there, for tests that kill it: `node --import ./source-hooks.mjs
 * delivery-process.ts DATABASE_URL`. Runs until it is ended.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SystemClock } from '../src/platform/clock/clock.js';
import { createDataSource } from '../src/platform/database/data-source.js';
import { Database } from '../src/platform/database/database.js';
import { aWorker, FastPace } from './delivery-bench.js';

/** Time-outs and claims are short, so that a test sees many of both. */
class HurriedPace extends FastPace {
  override readonly patienceMs = 300;
  override readonly claimSeconds = 2;
}

const source = createDataSource({ databaseUrl: process.argv[2] ?? '', databasePool: 6 });
await source.initialize();
const { worker } = aWorker(new Database(source), { pace: new HurriedPace(new SystemClock()) });
for (;;) {
  await worker.look();
  await delay(25);
}
