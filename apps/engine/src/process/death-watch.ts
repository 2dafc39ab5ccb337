import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/**
 * Path of a setpriv (util-linux 2.33 or newer) that can set the parent-death signal, or null. With it the kernel kills a scanner
 * when its engine dies, even by SIGKILL (PR_SET_PDEATHSIG, prctl(2)); the kernel drops that wish for programs with file
 * capabilities, so leftovers are also ended at the engine's next start.
 */
export async function findDeathWatch(): Promise<string | null> {
  const path = findProgram('setpriv');
  if (!path) return null;
  const said = await runProgram(path, ['--pdeathsig', 'KILL', '--', '/bin/true']);
  return said && !said.failed ? path : null;
}
