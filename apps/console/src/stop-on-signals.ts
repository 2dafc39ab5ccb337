import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from './platform/config/config.js';
import type { AppLogger } from './platform/logging/app-logger.js';

const numbers = { SIGINT: 2, SIGTERM: 15 } as const;
type StopSignal = keyof typeof numbers;

/**
 * Stops the console gracefully at the first SIGTERM or SIGINT: requests and jobs come to their end, for `drainSeconds` at
 * most. The second signal ends it at once, with the exit code of that signal.
 */
export function stopOnSignals(
  app: NestFastifyApplication,
  { config, logger }: { config: Config; logger: AppLogger },
): void {
  let stopping = false;
  const onSignal = (signal: StopSignal): void => {
    if (stopping) process.exit(128 + numbers[signal]);
    stopping = true;
    logger.info('the console is stopping; a second signal stops it at once', { signal });
    setTimeout(() => {
      logger.warn('what still ran was cut off', { drainSeconds: config.drainSeconds });
      process.exit(0);
    }, config.drainSeconds * 1000).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('stopping failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}
