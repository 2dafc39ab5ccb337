/** `npm run build`: builds every project that changed since the last build. `--force` builds all. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { execute, root } from '../setup/workspace.mjs';

const stampFile = join(root, 'node_modules', '.scanfleet-build');
const outputs = ['apps/console/dist', 'apps/engine/dist', 'apps/web/dist/browser/index.html', 'libs/contracts/dist'];

/**
 * Builds if a source file changed since the last build.
 * @param {{ say: (line: string) => void, force?: boolean }} options
 * @returns {Promise<boolean>} true when something was built
 */
export async function buildIfNeeded({ say, force = false }) {
  const now = fingerprint();
  const whole = outputs.every((path) => existsSync(join(root, path)));
  if (!force && whole && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === now) return false;
  say('Building (once; about a minute) …');
  await execute('nx', ['run-many', '-t', 'build', '--parallel=2', '--output-style=static'], 'The build');
  writeFileSync(stampFile, now);
  return true;
}

/** Names, sizes and times of all source files: cheap, and enough to see an edit or a pull. */
function fingerprint() {
  const hash = createHash('sha256');
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (['dist', 'node_modules', '.angular', 'test', 'fixtures'].includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`);
      }
    }
  };
  walk(join(root, 'apps'));
  walk(join(root, 'libs'));
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'swc.config.json', 'nx.json'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

if (process.argv[1] === import.meta.filename) {
  await buildIfNeeded({ say: (line) => process.stderr.write(`${line}\n`), force: process.argv.includes('--force') });
}
