import type { Capability } from './capabilities.js';
import type { SystemUser } from './find-user.js';

/** The most that one scanner may use. */
export interface ScannerLimits {
  memoryMb: number;
  fileMb: number;
}

/** Programs of util-linux that start a scanner with less than the engine has; null where one is missing. */
export interface ChainTools {
  prlimit: string | null;
  setpriv: string | null;
}

/** How a scanner is to be started. */
export interface ChainWish {
  limits: ScannerLimits;
  /** The user that it runs as, with these capabilities and no others; null = as the engine, with what that has. */
  drop: { user: SystemUser; capabilities: readonly Capability[] } | null;
  /** Nothing that it starts gets more rights. Not for scanners whose rights lie on their file: it would take those away. */
  noNewPrivileges: boolean;
}

const MIB = 1024 * 1024;

/**
 * The words that stand before the scanner's own: each program changes what it should and becomes the next one (exec), so that the
 * scanner has the process number that the engine knows. The limits come first, while it is still allowed to set them; setpriv asks
 * for the parent-death signal after it has changed the user, because that change would clear it (PR_SET_PDEATHSIG, prctl(2)).
 * Address space and not only data is limited (RLIMIT_AS, getrlimit(2)): mappings of any kind count.
 */
export function scannerChain({ prlimit, setpriv }: ChainTools, wish: ChainWish): string[] {
  const { memoryMb, fileMb } = wish.limits;
  const limits = [`--as=${memoryMb * MIB}`, `--fsize=${fileMb * MIB}`, '--core=0'];
  const privileges = [
    ...(wish.drop ? dropWords(wish.drop) : []),
    ...(wish.noNewPrivileges || wish.drop ? ['--no-new-privs'] : []),
    '--pdeathsig=KILL',
  ];
  return [...(prlimit ? [prlimit, ...limits, '--'] : []), ...(setpriv ? [setpriv, ...privileges, '--'] : [])];
}

function dropWords({ user, capabilities }: NonNullable<ChainWish['drop']>): string[] {
  const only = ['-all', ...capabilities.map((capability) => `+${capability}`)].join(',');
  return [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
  ];
}
