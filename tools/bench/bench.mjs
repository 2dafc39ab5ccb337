/** `npm run bench [-- NAME …]`: sets itself up, then goes on in run.mjs under the pinned Node. */
import { join } from 'node:path';
import { continueUnderPinnedNode, ensurePackages, root, SetupProblem } from '../setup/workspace.mjs';

const say = (line) => process.stderr.write(`${line}\n`);
try {
  await ensurePackages(say);
  await continueUnderPinnedNode(join(root, 'tools/bench/run.mjs'), process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 1;
}
