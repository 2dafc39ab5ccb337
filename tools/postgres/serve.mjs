/**
 * Runs a PostgreSQL for tests until it is told to stop: `node tools/postgres/serve.mjs [PORT [FOLDER]]`. Without a
 * folder its data are thrown away; with one they are kept, and survive a kill.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './embedded-postgres.mjs';

const [port, kept] = process.argv.slice(2);
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'scanfleet-postgres-')));
const postgres = await startPostgres({
  dataDir: join(folder, 'data'),
  port: port ? Number(port) : undefined,
  durable: kept !== undefined,
  password: 'postgres',
});
process.stdout.write(`${postgres.url}\n`);
let stopping = false;
const stop = async () => {
  stopping = true;
  await postgres.stop();
  if (!kept) await rm(folder, { recursive: true, force: true });
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
void postgres.exited.then(() => {
  if (!stopping) process.exit(1);
});
