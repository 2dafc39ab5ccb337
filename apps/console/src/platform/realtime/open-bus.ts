import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import type { AppLogger } from '../logging/app-logger.js';
import { StartProblem } from '../start-problem.js';
import type { Bus } from './bus.js';
import { PostgresBus } from './postgres-bus.js';
import { RedisBus } from './redis-bus.js';

/**
 * The bus, listening: on Redis where there is one.
 * @throws StartProblem when Redis does not answer.
 */
export async function openBus(
  config: Config,
  { database, logger }: { database: Database; logger: AppLogger },
): Promise<Bus> {
  if (config.redisUrl === null) {
    const bus = new PostgresBus(database, config.databaseUrl, logger);
    await bus.open();
    return bus;
  }
  const bus = new RedisBus({ redisUrl: config.redisUrl, prefix: config.queuePrefix }, logger);
  try {
    await bus.open();
    return bus;
  } catch (error) {
    await bus.close();
    const where = new URL(config.redisUrl).host;
    throw new StartProblem([`No Redis answers at ${where}: start it, correct REDIS_URL, or leave it out.`], {
      cause: error,
    });
  }
}
