import { readFileSync, statSync } from 'node:fs';
import type { ScannerName } from '@scanfleet/contracts';
import { findProgram, isProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/** A scanner on this machine. */
export interface InstalledScanner {
  name: ScannerName;
  path: string;
  version: string;
  /** Whether it can open raw sockets when this engine starts it. */
  raw: boolean;
  /** Raw sockets come from capabilities, not from being root; nmap must be told so by NMAP_PRIVILEGED. */
  rawWithoutRoot: boolean;
}

const CAP_NET_RAW = 13n;

/**
 * Finds the scanners with their versions and whether they can use raw sockets: the engine is root with CAP_NET_RAW, hands the
 * capability on as an ambient one, or it lies on the scanner's file (capabilities(7)).
 * @param paths where the owner says they are; otherwise the usual system folders are looked through
 */
export async function findScanners(
  paths: Readonly<Record<ScannerName, string | undefined>>,
): Promise<InstalledScanner[]> {
  const names: ScannerName[] = ['nmap', 'masscan'];
  const found = await Promise.all(names.map((name) => inspectScanner(name, paths[name] ?? findProgram(name))));
  return found.filter((scanner) => scanner !== null);
}

async function inspectScanner(name: ScannerName, path: string | null): Promise<InstalledScanner | null> {
  if (path === null || !isProgram(path)) return null;
  const said = await runProgram(path, ['--version']);
  const version = /version (\S{1,60})/i.exec(said?.output ?? '')?.[1];
  if (version === undefined) return null;
  const root = process.getuid?.() === 0 && hasNetRaw('CapEff');
  const raw = root || hasNetRaw('CapAmb') || isSetuidRoot(path) || (await hasFileCapability(path));
  return { name, path, version, raw, rawWithoutRoot: raw && process.getuid?.() !== 0 };
}

function hasNetRaw(set: 'CapEff' | 'CapAmb'): boolean {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    const bits = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1];
    return bits !== undefined && ((BigInt(`0x${bits}`) >> CAP_NET_RAW) & 1n) === 1n;
  } catch {
    return false; // No /proc: then only a file's own rights count.
  }
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
