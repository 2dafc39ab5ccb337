import { statSync } from 'node:fs';
import type { ScannerName } from '@scanfleet/contracts';
import { holds } from './capabilities.js';
import type { Confinement } from './find-confinement.js';
import { findProgram, isProgram } from './find-program.js';
import type { SystemUser } from './find-user.js';
import { runProgram } from './run-program.js';
import { scannerChain } from './scanner-chain.js';

/** A scanner on this machine. */
export interface InstalledScanner {
  name: ScannerName;
  path: string;
  version: string;
  /** Whether it can open raw sockets when this engine starts it. */
  raw: boolean;
  /** Raw sockets come from capabilities, not from being root; nmap must be told so by NMAP_PRIVILEGED. */
  rawWithoutRoot: boolean;
  /** The words that stand before its own when it is started. */
  chain: readonly string[];
  /** Whom it runs as, if not as the engine's own user. */
  user: SystemUser | null;
  /** What could not be had for it, in a sentence. */
  shortcoming: string | null;
}

/**
 * Finds the scanners with their versions and whether they can use raw sockets: the engine is root with CAP_NET_RAW and may hand it
 * on, has it as an ambient capability, or it lies on the scanner's file (capabilities(7)).
 * @param paths where the owner says they are; otherwise the usual system folders are looked through
 */
export async function findScanners(
  paths: Readonly<Record<ScannerName, string | undefined>>,
  confinement: Confinement,
): Promise<InstalledScanner[]> {
  const names: ScannerName[] = ['nmap', 'masscan'];
  const found = await Promise.all(
    names.map((name) => inspectScanner(name, paths[name] ?? findProgram(name), confinement)),
  );
  return found.filter((scanner) => scanner !== null);
}

async function inspectScanner(
  name: ScannerName,
  path: string | null,
  { tools, limits, drop }: Confinement,
): Promise<InstalledScanner | null> {
  if (path === null || !isProgram(path)) return null;
  if (drop) {
    const chain = scannerChain(tools, { limits, drop, noNewPrivileges: true });
    const version = await versionOf(path, chain);
    const raw = drop.capabilities.includes('net_raw');
    // As root it may work where the other user cannot reach it: under a folder that only root may enter.
    if (version !== null)
      return { name, path, version, raw, rawWithoutRoot: raw, chain, user: drop.user, shortcoming: null };
  }
  const root = process.getuid?.() === 0 && holds('CapEff', 'net_raw');
  const ofItsFile = isSetuidRoot(path) || (await hasFileCapability(path));
  const raw = root || holds('CapAmb', 'net_raw') || ofItsFile;
  const chain = scannerChain(tools, { limits, drop: null, noNewPrivileges: !ofItsFile && process.getuid?.() !== 0 });
  const version = await versionOf(path, chain);
  if (version === null) return null;
  const shortcoming = drop ? `${name} at ${path} cannot be started as ${drop.user.name}, so it runs as root` : null;
  return { name, path, version, raw, rawWithoutRoot: raw && process.getuid?.() !== 0, chain, user: null, shortcoming };
}

async function versionOf(path: string, chain: readonly string[]): Promise<string | null> {
  const [file = path, ...words] = [...chain, path, '--version'];
  const said = await runProgram(file, words);
  return /version (\S{1,60})/i.exec(said?.output ?? '')?.[1] ?? null;
}

function isSetuidRoot(path: string): boolean {
  const { mode, uid } = statSync(path);
  return uid === 0 && (mode & 0o4000) !== 0;
}

async function hasFileCapability(path: string): Promise<boolean> {
  const getcap = findProgram('getcap');
  if (!getcap) return false;
  const said = await runProgram(getcap, [path]);
  return /cap_net_raw[^ ]*[=+][^ ]*e/.test(said?.output ?? '');
}
