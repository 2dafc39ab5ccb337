import { createLogger, type Logger } from '@scanfleet/logging';
import { checkEngine, CheckExit, exitOf } from './check.js';
import { helpText, readCommandLine } from './command-line.js';
import { environmentNames, readEngineConfig, type EngineConfig } from './config/engine-config.js';
import { CannotStart, Engine } from './engine.js';
import { connectSystemNotify } from './process/system-notify.js';
import { DataDirInUse } from './spool/data-dir-lock.js';
import { VERSION } from './version.js';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const complain = (text: string): boolean => process.stderr.write(`scanfleet-engine: ${text}\n`);

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  switch (command.kind) {
    case 'help':
      say(helpText(environmentNames));
      return;
    case 'version':
      say(VERSION);
      return;
    case 'wrong':
      complain(`${command.message}. See --help.`);
      process.exitCode = CheckExit.Configuration;
      return;
    case 'check':
    case 'run': {
      const { SCANFLEET_ENGINE_CONFIG: _, ...env } = process.env;
      const result = readEngineConfig(command.file, env);
      if (result.ok) return command.kind === 'check' ? check(result.config) : run(result.config);
      for (const { name, message } of result.problems) complain(`${name} ${message}`);
      process.exitCode = CheckExit.Configuration;
    }
  }
}

async function check(config: EngineConfig): Promise<void> {
  const lines = await checkEngine(config);
  for (const { ok, text } of lines) say(`${ok ? 'ok      ' : 'PROBLEM '} ${text}`);
  process.exitCode = exitOf(lines);
}

async function run(config: EngineConfig): Promise<void> {
  const log = createLogger({ level: config.logLevel, format: config.logFormat, name: 'engine' });
  log.info('engine starts', { version: VERSION, console: config.consoleUrl, engine: config.name, pid: process.pid });
  const engine = new Engine(config, log);
  const notify = connectSystemNotify(process.env, log);
  const signals = listenForSignals(engine, log, () => void notify.stopping());
  try {
    await engine.run(() => void notify.ready());
  } catch (error) {
    if (!(error instanceof CannotStart || error instanceof DataDirInUse)) throw error;
    log.error(error.message);
    process.exitCode = CheckExit.Configuration;
  } finally {
    notify.close();
  }
  log.info('engine has ended');
  signals.endAsSignalled();
}

/** First SIGTERM or SIGINT graceful, second at once; the signal is raised again in the end, so that the exit code is honest. */
function listenForSignals(engine: Engine, log: Logger, onStopping: () => void): { endAsSignalled(): void } {
  let first: NodeJS.Signals | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first) {
      log.warn('second signal; the engine ends at once', { signal });
      engine.stopNow();
      return;
    }
    first = signal;
    log.info('engine is stopping', { signal });
    onStopping();
    void engine.stopGracefully();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('SIGHUP', () => engine.policyChanged());
  return {
    endAsSignalled: () => {
      process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
      if (first) process.kill(process.pid, first);
    },
  };
}

void main();
