import { mkdir, readFile } from 'node:fs/promises';
import type { Logger } from '@scanfleet/logging';
import { systemClock, type Clock } from './clock.js';
import { ConsoleClient } from './console/console-client.js';
import { createHttpSender } from './console/http-request.js';
import { SpokenProtocol } from './console/spoken-protocol.js';
import { fixedToken, type TokenSource } from './console/token-source.js';
import type { EngineConfig } from './config/engine-config.js';
import { findCredentials, identityToken } from './config/engine-identity.js';
import { toWireScanners } from './engine-scanners.js';
import { lockDataDir } from './spool/data-dir-lock.js';
import { CheckInLoop } from './loops/check-in.js';
import { FailureLog } from './loops/failure-log.js';
import { join } from './loops/join.js';
import { TokenRotation } from './loops/token-rotation.js';
import { PolicySource } from './policy/policy-source.js';
import { findConfinement } from './process/find-confinement.js';
import { findScanners, type InstalledScanner } from './process/find-scanners.js';
import { ShardRoster } from './shard/shard-roster.js';
import { Leftovers } from './spool/leftovers.js';
import { ReportSpool } from './spool/report-spool.js';
import { giveBackMemory } from './give-back-memory.js';
import { wait } from './wait.js';

/** After the grace scanners are stopped; the last bytes then have this long to reach the console. */
const DELIVER_MS = 5000;

/** By then the start is over and the first long poll runs. */
const SETTLED_MS = 2000;

/** The engine cannot start, for a reason that its owner must mend; the message says which. */
export class CannotStart extends Error {}

/** The running engine: start with `run`, end with `stopGracefully`, or with `stopNow` when that takes too long. */
export class Engine {
  private readonly taking = new AbortController();
  private readonly leaving = new AbortController();
  private readonly clock: Clock = systemClock;
  private roster: ShardRoster | undefined;
  private loop: CheckInLoop | undefined;

  constructor(
    private readonly config: EngineConfig,
    private readonly log: Logger,
  ) {}

  /** Works until it is stopped. `onReady` is called once the engine has a token and is about to ask for work. */
  async run(onReady: () => void): Promise<void> {
    const { config, log, clock } = this;
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    const unlock = await lockDataDir(config.dataDir);
    const spool = new ReportSpool(config.dataDir);
    const leftovers = new Leftovers(await spool.leftovers());
    await leftovers.endScanners(log, this.leaving.signal);
    const confinement = await findConfinement(config);
    const scanners = await findScanners({ nmap: config.nmapPath, masscan: config.masscanPath }, confinement);
    this.tellScanners(scanners, confinement.shortcomings);
    const failures = new FailureLog(log);
    const sender = createHttpSender(new URL(config.consoleUrl), await readCa(config));
    try {
      const { client, token } = await this.signIn(sender.send, failures);
      const rotation = new TokenRotation({ client, token, clock, log });
      const policy = new PolicySource(config);
      const ground = { client, clock, log, spool, policy, scanners, config };
      const roster = new ShardRoster(ground, config.slots, () => {
        this.loop?.askAgain();
        if (roster.held().length === 0) giveBackMemory();
      });
      this.roster = roster;
      const { slots, dataDir } = config;
      this.loop = new CheckInLoop({ ...ground, failures, roster, leftovers, slots, dataDir, rotation });
      const delivering = leftovers.deliver({ client, clock, log, signal: this.leaving.signal });
      onReady();
      setTimeout(giveBackMemory, SETTLED_MS).unref();
      await this.loop.run(this.taking.signal);
      await roster.idle();
      // What is still not delivered waits on disk for the next start.
      this.leaving.abort();
      await delivering;
    } catch (error) {
      if (!this.taking.signal.aborted) throw error;
    } finally {
      sender.close();
      await unlock();
    }
  }

  /** The owner's policy is looked at again, also for what runs. */
  policyChanged(): void {
    this.roster?.obeyPolicy();
    this.loop?.askAgain();
  }

  /**
   * Takes no new work and lets scanners run for `shutdownGraceSeconds`; those that still run then are stopped, what they wrote is
   * delivered, and the console gives the rest to others. Stopping is not cancelling.
   */
  async stopGracefully(): Promise<void> {
    this.taking.abort();
    const { roster } = this;
    if (!roster) return;
    const idle = new AbortController();
    void roster.idle().finally(() => idle.abort());
    await wait(this.config.shutdownGraceSeconds * 1000, [idle.signal, this.leaving.signal]);
    roster.stopAll({ kind: 'failure', reason: 'engine_stopping', detail: 'the engine was stopped' });
    await wait(DELIVER_MS, [idle.signal, this.leaving.signal]);
    this.stopNow();
  }

  /** Kills the scanners and leaves what is not delivered for the next start. */
  stopNow(): void {
    this.taking.abort();
    this.leaving.abort();
    this.roster?.leaveAll();
  }

  private async signIn(
    send: ReturnType<typeof createHttpSender>['send'],
    failures: FailureLog,
  ): Promise<{ client: ConsoleClient; token: TokenSource }> {
    const { config, log, clock } = this;
    const connection = { send, basePath: basePathOf(config.consoleUrl), protocol: new SpokenProtocol(clock) };
    const withToken = (token: TokenSource) => ({ client: new ConsoleClient({ ...connection, token }), token });
    const credentials = await findCredentials(config);
    for (const warning of credentials.warnings) log.warn(warning);
    switch (credentials.kind) {
      case 'none':
        throw new CannotStart(credentials.problem);
      case 'token':
        return withToken(credentials.token);
      case 'join': {
        const { joinToken } = credentials;
        const { client } = withToken(fixedToken(joinToken));
        const identity = await join({ client, config, joinToken, clock, log, failures, signal: this.taking.signal });
        return withToken(identityToken(config, identity));
      }
    }
  }

  private tellScanners(scanners: readonly InstalledScanner[], shortcomings: readonly string[]): void {
    if (scanners.length === 0) this.log.error('no scanner was found; install nmap, or give its path as nmapPath');
    else this.log.info('scanners found', { scanners: toWireScanners(scanners) });
    for (const shortcoming of [...shortcomings, ...scanners.map(({ shortcoming }) => shortcoming)])
      if (shortcoming !== null) this.log.warn(shortcoming);
  }
}

/** Path under which the console is served, without a slash at its end. */
export function basePathOf(consoleUrl: string): string {
  return new URL(consoleUrl).pathname.replace(/\/+$/, '');
}

/** PEM text of the owner's CA, if there is one. */
export async function readCa(config: EngineConfig): Promise<string | undefined> {
  if (config.caFile === undefined) return undefined;
  try {
    const text = await readFile(config.caFile, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (error) {
    throw new CannotStart(`caFile ${config.caFile} cannot be read`, { cause: error });
  }
  throw new CannotStart(`caFile ${config.caFile} holds no certificate in PEM form`);
}
