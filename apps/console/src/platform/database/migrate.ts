import type { DataSource, QueryRunner } from 'typeorm';
import { StartProblem } from '../start-problem.js';
import { MIGRATION_TABLE } from './data-source.js';
import { migrations } from './migrations.js';

/** Key of the advisory lock under which consoles migrate, one after the other ("scanflee" in ASCII). */
const MIGRATION_LOCK = '8314025786110305637';
const OLDEST_POSTGRES = 14;

/**
 * Brings the database to this program's version. Safe when several consoles start at once: they take turns.
 * @throws StartProblem when the server is too old or the database belongs to another program or to a newer Scanfleet.
 */
export async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await checkServer(runner);
    await runner.query(`SELECT pg_advisory_lock(${MIGRATION_LOCK})`);
    try {
      await checkOwner(runner);
      await source.runMigrations({ transaction: 'all' });
    } finally {
      await runner.query(`SELECT pg_advisory_unlock(${MIGRATION_LOCK})`);
    }
  } finally {
    await runner.release();
  }
}

/** How many of this program's migrations the database has not seen. */
export async function pendingMigrations(source: DataSource): Promise<number> {
  const done = new Set(await migrationNames(source));
  return migrations.filter(({ name }) => !done.has(name)).length;
}

async function checkServer(runner: QueryRunner): Promise<void> {
  const [row] = (await runner.query(
    `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding`,
  )) as { major: number; encoding: string }[];
  if (row && row.major < OLDEST_POSTGRES) {
    throw new StartProblem([`The database server is PostgreSQL ${row.major}: ${OLDEST_POSTGRES} or newer is needed.`]);
  }
  if (row && row.encoding !== 'UTF8') {
    throw new StartProblem([`The database is encoded as ${row.encoding}: create it with ENCODING 'UTF8'.`]);
  }
}

async function checkOwner(runner: QueryRunner): Promise<void> {
  const tables = (await runner.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename`,
  )) as { name: string }[];
  const ours = tables.some(({ name }) => name === MIGRATION_TABLE);
  const known = new Set(migrations.map(({ name }) => name));
  const done = ours ? await migrationNames(runner) : [];
  const foreign = ours ? done.length > 0 && !done.some((name) => known.has(name)) : tables.length > 0;
  if (foreign) {
    const some = tables
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    throw new StartProblem([
      `The database holds tables of another program (${some}): give Scanfleet an empty database of its own in DATABASE_URL.`,
    ]);
  }
  const newer = done.filter((name) => !known.has(name));
  if (newer.length > 0) {
    throw new StartProblem([
      `The database was made by a newer Scanfleet (it knows ${newer.join(', ')}): start that version, or restore a backup of this one's.`,
    ]);
  }
}

async function migrationNames(on: { query(sql: string): Promise<unknown> }): Promise<string[]> {
  const rows = (await on.query(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY id`)) as { name: string }[];
  return rows.map(({ name }) => name);
}
