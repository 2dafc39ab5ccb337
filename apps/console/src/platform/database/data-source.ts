import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { Config } from '../config/config.js';
import { migrations } from './migrations.js';
import { QuietLogger } from './quiet-logger.js';

/** Table in which TypeORM notes the migrations that were run. */
export const MIGRATION_TABLE = 'schema_migration';

/**
 * The connection pool to Postgres, not yet open. It knows every entity whose file has been imported, which is each
 * that a feature uses.
 */
export function createDataSource(config: Pick<Config, 'databaseUrl' | 'databasePool'>): DataSource {
  return new DataSource({
    type: 'postgres',
    url: config.databaseUrl,
    applicationName: 'scanfleet-console',
    poolSize: config.databasePool,
    connectTimeoutMS: 10_000,
    entities: getMetadataArgsStorage().tables.flatMap(({ target }) => (typeof target === 'string' ? [] : [target])),
    migrations: [...migrations],
    migrationsTableName: MIGRATION_TABLE,
    // One statement that hangs must not hold a connection for ever; nothing here takes minutes.
    extra: { statement_timeout: 300_000, idle_in_transaction_session_timeout: 300_000 },
    synchronize: false,
    logger: new QuietLogger(),
  });
}
