import { createLogger } from '@scanfleet/logging';
import { openConsole } from './console.js';
import { listen } from './listen.js';
import { readConfig } from './platform/config/read-config.js';
import { AppLogger } from './platform/logging/app-logger.js';
import { explainStart } from './platform/start-problem.js';
import { stopOnSignals } from './stop-on-signals.js';

async function main(): Promise<void> {
  let at = { host: '127.0.0.1', port: 0 };
  try {
    const { config, warnings } = readConfig(process.env);
    at = config;
    const logger = new AppLogger(createLogger({ level: config.logLevel, format: config.logFormat, name: 'console' }));
    for (const warning of warnings) logger.warn(`setting ${warning}`);
    const stopEarly = (): never => process.exit(0);
    process.once('SIGTERM', stopEarly).once('SIGINT', stopEarly);
    const app = await openConsole(config, logger);
    const url = await listen(app, config);
    process.off('SIGTERM', stopEarly).off('SIGINT', stopEarly);
    stopOnSignals(app, { config, logger });
    logger.info('the console is ready', { url, role: config.role, pid: process.pid });
    process.send?.({ type: 'ready', url });
  } catch (error) {
    const problems = explainStart(error, at);
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${problems ? problems.map((line) => `scanfleet: ${line}`).join('\n') : stack}\n`);
    process.exit(1);
  }
}

await main();
