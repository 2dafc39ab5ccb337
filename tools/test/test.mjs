/** `npm test` and `npm run check`: sets itself up, then goes on in run.mjs under the pinned Node. */
import { join } from 'node:path';
import { continueUnderPinnedNode, ensurePackages, ensurePrograms, root, SetupProblem } from '../setup/workspace.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const fast = process.argv.includes('--fast');
const programs = [
  { program: 'nmap', package: 'nmap' },
  { program: 'masscan', package: 'masscan' },
  { program: 'redis-server', package: 'redis-server' },
  { program: 'chromium', package: 'chromium' },
  { program: 'ip', package: 'iproute2' },
  { program: 'tcpdump', package: 'tcpdump' },
  { program: 'openssl', package: 'openssl' },
  { program: 'python3', package: 'python3' },
  { program: 'systemd-notify', package: 'systemd' },
  { program: 'setcap', package: 'libcap2-bin' },
];
try {
  await ensurePackages(say);
  if (!fast) await ensurePrograms(programs, say);
  await continueUnderPinnedNode(join(root, 'tools/test/run.mjs'), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 1;
}
