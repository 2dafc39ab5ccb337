/** Runs a throw-away PostgreSQL for tests until it is told to stop: `node tools/postgres/serve.mjs [port]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './embedded-postgres.mjs';

const port = process.argv[2] ? Number(process.argv[2]) : undefined;
const folder = await mkdtemp(join(tmpdir(), 'scanfleet-postgres-'));
const postgres = await startPostgres({ dataDir: join(folder, 'data'), port, durable: false, password: 'postgres' });
process.stdout.write(`${postgres.url}\n`);
const stop = async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
