import type { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { codeOf, StartProblem } from '../start-problem.js';
import { createDataSource } from './data-source.js';
import { migrate } from './migrate.js';

/**
 * Connects to Postgres and migrates it.
 * @throws StartProblem that says what is wrong with the database, without its password.
 */
export async function openDatabase(config: Config): Promise<DataSource> {
  const source = createDataSource(config);
  try {
    await source.initialize();
  } catch (error) {
    throw new StartProblem([explainConnection(error, new URL(config.databaseUrl))], { cause: error });
  }
  try {
    await migrate(source);
    return source;
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

function explainConnection(error: unknown, url: URL): string {
  const where = `${url.hostname || 'localhost'}:${url.port || '5432'}`;
  const database = decodeURIComponent(url.pathname.slice(1));
  switch (codeOf(error)) {
    case 'ECONNREFUSED':
      return `No PostgreSQL answers at ${where}: start it, or correct DATABASE_URL.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The database's host name "${url.hostname}" is not known: correct DATABASE_URL.`;
    case '28P01':
    case '28000':
      return `PostgreSQL at ${where} refuses user "${url.username}": check user and password in DATABASE_URL.`;
    case '3D000':
      return `PostgreSQL at ${where} has no database "${database}": create it, or correct DATABASE_URL.`;
    case '53300':
      return `PostgreSQL at ${where} takes no more connections: raise its max_connections.`;
    case '57P03':
      return `PostgreSQL at ${where} is still starting: try again in a moment.`;
    default: {
      const why = error instanceof Error ? error.message : String(error);
      return `The database at ${where} cannot be opened (${why}): check DATABASE_URL.`;
    }
  }
}
