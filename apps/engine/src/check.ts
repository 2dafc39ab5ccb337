import { access, constants, mkdir } from 'node:fs/promises';
import { ConsoleClient } from './console/console-client.js';
import { ConsoleRefused } from './console/console-error.js';
import { createHttpSender } from './console/http-request.js';
import { SpokenProtocol } from './console/spoken-protocol.js';
import { fixedToken } from './console/token-source.js';
import { PROTOCOL } from './console/wire.js';
import { systemClock } from './clock.js';
import type { EngineConfig } from './config/engine-config.js';
import { findCredentials } from './config/engine-identity.js';
import { basePathOf, readCa } from './engine.js';
import { toWireScanners } from './engine-scanners.js';
import { measureLoad } from './measure-load.js';
import { PolicySource } from './policy/policy-source.js';
import { findConfinement, type Confinement } from './process/find-confinement.js';
import { findScanners, type InstalledScanner } from './process/find-scanners.js';
import { ReportSpool } from './spool/report-spool.js';
import { VERSION } from './version.js';

/** Exit codes of `--check`; with several problems the first of this list that applies. */
export const CheckExit = {
  Fine: 0,
  Configuration: 2,
  ConsoleUnreachable: 3,
  TokenRefused: 4,
  NoScanner: 5,
} as const;
export type CheckExit = (typeof CheckExit)[keyof typeof CheckExit];

export interface CheckLine {
  ok: boolean;
  text: string;
  exit: CheckExit;
}

const good = (text: string): CheckLine => ({ ok: true, text, exit: CheckExit.Fine });
const bad = (text: string, exit: CheckExit): CheckLine => ({ ok: false, text, exit });

/** Tries everything that a start needs, without taking work and without using up a join token. */
export async function checkEngine(config: EngineConfig): Promise<CheckLine[]> {
  const lines = [...checkPolicy(config), await checkDataDir(config)];
  const confinement = await findConfinement(config);
  const scanners = await findScanners({ nmap: config.nmapPath, masscan: config.masscanPath }, confinement);
  lines.push(...checkScanners(scanners), ...checkConfinement(config, confinement, scanners));
  lines.push(...(await checkConsole(config, scanners)));
  return lines;
}

/** The exit code that belongs to the lines. */
export function exitOf(lines: readonly CheckLine[]): CheckExit {
  const codes = lines.map(({ exit }) => exit);
  return Object.values(CheckExit).find((code) => code !== CheckExit.Fine && codes.includes(code)) ?? CheckExit.Fine;
}

function checkPolicy(config: EngineConfig): CheckLine[] {
  const { policy, problems } = new PolicySource(config).current();
  if (problems.length > 0) return problems.map((problem) => bad(problem, CheckExit.Configuration));
  const { allowed, denied } = policy.toWire();
  const except = denied.length > 0 ? `, except ${denied.join(', ')}` : '';
  return [good(`may scan ${allowed.join(', ') || 'nothing'}${except}`)];
}

async function checkDataDir({ dataDir }: EngineConfig): Promise<CheckLine> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return good(`dataDir ${dataDir} can be written`);
  } catch {
    return bad(`dataDir ${dataDir} cannot be written by this user`, CheckExit.Configuration);
  }
}

function checkScanners(scanners: readonly InstalledScanner[]): CheckLine[] {
  if (scanners.length === 0)
    return [bad('no scanner was found; install nmap, or give its path as nmapPath', CheckExit.NoScanner)];
  return scanners.map(({ name, version, path, raw, user }) => {
    const sockets = raw ? 'with raw sockets' : 'without raw sockets (TCP connect scans only)';
    return good(
      `${name} ${version} at ${path}, ${sockets}, ${user ? `as user ${user.name}` : 'as the user of the engine'}`,
    );
  });
}

/** What a scanner is held to, and what cannot be had here: warnings, as the engine works all the same. */
function checkConfinement(
  { scannerMemoryMb, scannerFileMb, scannerHours }: EngineConfig,
  { tools, drop, shortcomings }: Confinement,
  scanners: readonly InstalledScanner[],
): CheckLine[] {
  const sizes = tools.prlimit
    ? `${scannerMemoryMb} MiB of memory, ${scannerFileMb} MiB for a file, no core dumps, `
    : '';
  const rights = drop
    ? [
        `scanners run as user ${drop.user.name} with ${drop.capabilities.join(', ') || 'no capability'} and no other right of root`,
      ]
    : [];
  const warnings = [...shortcomings, ...scanners.flatMap(({ shortcoming }) => shortcoming ?? [])];
  return [
    ...rights.map(good),
    good(`a scanner has at most ${sizes}${scannerHours} h`),
    ...warnings.map((warning) => good(`warning: ${warning}`)),
  ];
}

async function checkConsole(config: EngineConfig, scanners: readonly InstalledScanner[]): Promise<CheckLine[]> {
  const credentials = await findCredentials(config);
  const lines = credentials.warnings.map((warning) => good(`warning: ${warning}`));
  if (credentials.kind === 'none') lines.push(bad(credentials.problem, CheckExit.Configuration));
  let ca: string | undefined;
  try {
    ca = await readCa(config);
  } catch (error) {
    return [...lines, bad(error instanceof Error ? error.message : String(error), CheckExit.Configuration)];
  }
  const sender = createHttpSender(new URL(config.consoleUrl), ca);
  // Without a token of its own the console's "401" is all that is asked for: it shows that a console is there.
  const token = credentials.kind === 'token' ? credentials.token : fixedToken('none');
  const protocol = new SpokenProtocol(systemClock);
  const client = new ConsoleClient({ send: sender.send, basePath: basePathOf(config.consoleUrl), token, protocol });
  try {
    const answer = await client.checkIn(await emptyCheckIn(config, scanners), AbortSignal.timeout(15_000));
    lines.push(good(`console at ${config.consoleUrl} accepts this engine as "${answer.name}"`));
  } catch (error) {
    lines.push(consoleLine(config, credentials.kind, error));
  } finally {
    sender.close();
  }
  return lines;
}

/** Asks for nothing, and names what a running engine beside this check holds, so that the console does not think it lost. */
async function emptyCheckIn(config: EngineConfig, scanners: readonly InstalledScanner[]) {
  return {
    protocol: PROTOCOL,
    version: VERSION,
    scanners: toWireScanners(scanners),
    policy: new PolicySource(config).current().policy.toWire(),
    slots: config.slots,
    freeSlots: 0,
    held: await new ReportSpool(config.dataDir).held(),
    waitSeconds: 0,
    lastError: null,
    load: await measureLoad(config.dataDir),
  };
}

function consoleLine(config: EngineConfig, credentials: 'token' | 'join' | 'none', error: unknown): CheckLine {
  const why = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ConsoleRefused) || error.status >= 500 || error.status === 404) {
    return bad(`console at ${config.consoleUrl} cannot be reached: ${why}`, CheckExit.ConsoleUnreachable);
  }
  if (credentials === 'token') return bad(`the console refuses this engine: ${why}`, CheckExit.TokenRefused);
  return good(
    `console at ${config.consoleUrl} answers; ${credentials === 'join' ? 'the join token is used at the first start' : 'a token is needed'}`,
  );
}
