import type { Logger } from '@scanfleet/logging';
import { BackOff } from '../console/back-off.js';
import type { ConsoleClient } from '../console/console-client.js';
import { ConsoleRefused } from '../console/console-error.js';
import type { EngineConfig } from '../config/engine-config.js';
import { saveJoined, type Identity } from '../config/engine-identity.js';
import type { Clock } from '../clock.js';
import { VERSION } from '../version.js';
import { wait } from '../wait.js';
import type { FailureLog } from './failure-log.js';

/** A refused join token stays refused until somebody makes a new one. */
const REFUSED_WAIT_MS = 60_000;

/**
 * Trades the join token for the engine's own token and keeps that. Waits for a console that is away; a refused join token is said
 * once and tried again slowly, because a service manager that restarts the engine every second would help nobody.
 */
export async function join(parts: {
  client: ConsoleClient;
  config: EngineConfig;
  joinToken: string;
  clock: Clock;
  log: Logger;
  failures: FailureLog;
  signal: AbortSignal;
}): Promise<Identity> {
  const { client, config, joinToken, clock, log, failures, signal } = parts;
  const backOff = new BackOff({ firstMs: 500, mostMs: 30_000, clock });
  for (;;) {
    try {
      const answer = await client.join({ joinToken, name: config.name, version: VERSION }, signal);
      const identity = await saveJoined(config, { engineId: answer.engineId, token: answer.token, joinToken });
      failures.recovered();
      log.info('engine joined', { engineId: answer.engineId, engine: answer.name, zone: answer.zone });
      return identity;
    } catch (error) {
      signal.throwIfAborted();
      const refused = error instanceof ConsoleRefused && error.status < 500;
      failures.failed(
        refused ? 'the console refuses the join token; make a new one' : 'joining did not work yet',
        error,
      );
      await wait(refused ? REFUSED_WAIT_MS * (0.75 + clock.random() / 2) : backOff.next(), [signal]);
      signal.throwIfAborted();
    }
  }
}
