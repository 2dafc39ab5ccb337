import { execFile } from 'node:child_process';

/** Runs a small program to its end and gives what it printed, or null when it is missing, fails to start or takes over 10 s. */
export function runProgram(
  file: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' },
): Promise<{ output: string; failed: boolean } | null> {
  return new Promise((resolve) => {
    execFile(file, [...argv], { timeout: 10_000, maxBuffer: 1024 * 1024, env }, (error, stdout, stderr) => {
      // Ended with a status (masscan --version ends with 1): it ran. Anything else has a text as code, or was killed.
      const ran = !error || typeof error.code === 'number';
      resolve(ran ? { output: `${stdout}${stderr}`, failed: error !== null } : null);
    });
  });
}
