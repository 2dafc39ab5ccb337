import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aConfig, anEmptyDatabase } from '../../../test/harness.js';
import { StartProblem } from '../start-problem.js';
import { createDataSource } from './data-source.js';
import { migrate, pendingMigrations } from './migrate.js';
import { migrations } from './migrations.js';
import { openDatabase } from './open-database.js';

describe('migrating', () => {
  let database: { url: string; drop: () => Promise<void> };
  beforeEach(async () => {
    database = await anEmptyDatabase();
  });
  afterEach(() => database.drop());

  const aSource = async () => {
    const source = createDataSource(aConfig({ databaseUrl: database.url }));
    return source.initialize();
  };
  const problemsOf = async (): Promise<readonly string[]> => {
    const source = await aSource();
    try {
      await migrate(source);
      return [];
    } catch (error) {
      if (error instanceof StartProblem) return error.problems;
      throw error;
    } finally {
      await source.destroy();
    }
  };

  it('is done once when four consoles start at once', async () => {
    const sources = await Promise.all([1, 2, 3, 4].map(() => openDatabase(aConfig({ databaseUrl: database.url }))));
    const rows = await sources[0]?.query('SELECT name FROM schema_migration ORDER BY id');
    expect(rows).toEqual(migrations.map(({ name }) => ({ name })));
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('changes nothing the second time', async () => {
    expect(await problemsOf()).toEqual([]);
    expect(await problemsOf()).toEqual([]);
    const source = await aSource();
    expect(await pendingMigrations(source)).toBe(0);
    await source.destroy();
  });

  it('can be undone and done again', async () => {
    const source = await aSource();
    await migrate(source);
    for (const migration of migrations) {
      void migration;
      await source.undoLastMigration();
    }
    const tables = await source.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables).toEqual([{ tablename: 'schema_migration' }]);
    await migrate(source);
    expect(await pendingMigrations(source)).toBe(0);
    await source.destroy();
  });

  it('leaves the database of another program alone', async () => {
    const source = await aSource();
    await source.query('CREATE TABLE invoice (id int)');
    await source.destroy();
    expect(await problemsOf()).toEqual([expect.stringContaining('tables of another program (invoice)')]);
  });

  it('leaves the database of another program alone that keeps its migrations under the same name', async () => {
    const source = await aSource();
    await source.query('CREATE TABLE schema_migration (id serial, timestamp bigint, name text)');
    await source.query(`INSERT INTO schema_migration (timestamp, name) VALUES (1, 'Invoices1')`);
    await source.destroy();
    expect(await problemsOf()).toEqual([expect.stringContaining('another program')]);
  });

  it('refuses a database that a newer version has migrated', async () => {
    expect(await problemsOf()).toEqual([]);
    const source = await aSource();
    await source.query(`INSERT INTO schema_migration (timestamp, name) VALUES (9999999999999, 'Future9999999999999')`);
    await source.destroy();
    expect(await problemsOf()).toEqual([expect.stringContaining('a newer Scanfleet (it knows Future9999999999999)')]);
  });

  it('leaves no trace of a migration that failed', async () => {
    const source = await aSource();
    // Takes the name of a table that the migration makes last, in a schema that it finds first.
    await source.query('CREATE TYPE change AS (x int)');
    await expect(migrate(source)).rejects.toThrow('change');
    const tables = await source.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migration'`,
    );
    expect(tables).toEqual([]);
    await source.query('DROP TYPE change');
    await migrate(source);
    expect(await pendingMigrations(source)).toBe(0);
    await source.destroy();
  });
});
