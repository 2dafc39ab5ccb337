/** `npm start`: everything on one machine. Sets itself up, then goes on in run.mjs under the pinned Node. */
import { join } from 'node:path';
import { continueUnderPinnedNode, ensurePackages, ensurePrograms, root, SetupProblem } from '../setup/workspace.mjs';
import { parseArguments, usage } from './arguments.mjs';

const say = (line) => process.stderr.write(`${line}\n`);
try {
  const options = parseArguments(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  await ensurePackages(say);
  const missing = await ensurePrograms(
    [
      { program: 'nmap', package: 'nmap' },
      { program: 'masscan', package: 'masscan' },
    ],
    say,
  );
  if (missing.includes('nmap')) {
    say(
      'nmap is not installed, so the local engine cannot scan yet. Install it, for example: sudo apt-get install nmap masscan',
    );
    if (options.scan) throw new SetupProblem('Nothing was scanned: nmap is not installed.');
  } else if (missing.length > 0) {
    say(
      'masscan is not installed: nmap scans work, masscan commands wait for an engine that has it (sudo apt-get install masscan).',
    );
  }
  await continueUnderPinnedNode(join(root, 'tools/start/run.mjs'), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 1;
}
