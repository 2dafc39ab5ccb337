import type { EngineConfig } from '../config/engine-config.js';
import { missingToDrop, scannerCapabilities, type Capability } from './capabilities.js';
import { findProgram } from './find-program.js';
import { findUser, type SystemUser } from './find-user.js';
import { runProgram } from './run-program.js';
import { scannerChain, type ChainTools, type ChainWish, type ScannerLimits } from './scanner-chain.js';

/** How this machine lets scanners be confined. */
export interface Confinement {
  tools: ChainTools;
  limits: ScannerLimits;
  /** The user and capabilities of scanners when they are not to run as the engine's own user. */
  drop: ChainWish['drop'];
  /** What cannot be had here, a sentence each, for the log and `--check`. */
  shortcomings: string[];
}

type ConfinementConfig = Pick<EngineConfig, 'scannerUser' | 'scannerMemoryMb' | 'scannerFileMb'>;

/** Finds out by trying: which of the programs are there, and whether they do here what they should (setpriv of util-linux 2.33 on). */
export async function findConfinement(config: ConfinementConfig): Promise<Confinement> {
  const shortcomings: string[] = [];
  const limits = { memoryMb: config.scannerMemoryMb, fileMb: config.scannerFileMb };
  const prlimit = await working({ prlimit: findProgram('prlimit'), setpriv: null }, { limits });
  const setpriv = await working({ prlimit: null, setpriv: findProgram('setpriv') }, { limits });
  if (!prlimit)
    shortcomings.push('prlimit of util-linux is missing, so scanners run without limits of memory and file size');
  if (!setpriv)
    shortcomings.push(
      'setpriv of util-linux is missing, so a scanner goes on until the next start should the engine be killed',
    );
  const tools = { prlimit: prlimit ? findProgram('prlimit') : null, setpriv: setpriv ? findProgram('setpriv') : null };
  const drop = await findDrop(config.scannerUser, tools, limits);
  if (typeof drop === 'string') shortcomings.push(`${drop}, so scanners run as root`);
  return { tools, limits, drop: typeof drop === 'string' ? null : drop, shortcomings };
}

/** What to drop to; null when there is nothing to drop; a sentence when it cannot be done. */
async function findDrop(
  wanted: string,
  tools: ChainTools,
  limits: ScannerLimits,
): Promise<{ user: SystemUser; capabilities: Capability[] } | null | string> {
  if (process.getuid?.() !== 0) return null;
  const user = findUser(wanted);
  if (!user) return `there is no user "${wanted}" on this machine`;
  if (user.uid === 0) return null;
  if (!tools.setpriv) return 'setpriv of util-linux is missing';
  const missing = missingToDrop();
  if (missing.length > 0) return `this engine lacks the capabilities ${missing.join(', ')}`;
  const drop = { user, capabilities: scannerCapabilities() };
  const works = await working(tools, { limits, drop });
  return works ? drop : `setpriv cannot start programs as ${user.name} here`;
}

async function working(tools: ChainTools, wish: Partial<ChainWish> & Pick<ChainWish, 'limits'>): Promise<boolean> {
  const [file, ...words] = scannerChain(tools, { drop: null, noNewPrivileges: false, ...wish });
  if (file === undefined) return false;
  const said = await runProgram(file, [...words, '/bin/true']);
  return said !== null && !said.failed;
}
