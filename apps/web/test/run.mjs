/** Runs a TypeScript tool of this folder: `node apps/web/test/run.mjs screenshots.ts [arguments]`, from the project's root. */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const [tool, ...rest] = process.argv.slice(2);
const outfile = join('.test-output', 'web-tools', `${tool}.mjs`);
await mkdir('.test-output/web-tools', { recursive: true });
await build({
  entryPoints: [join(import.meta.dirname, tool)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  external: ['playwright-core', 'ws'],
  tsconfig: join(import.meta.dirname, '..', 'tsconfig.json'),
  logLevel: 'warning',
});
spawn(process.execPath, [outfile, ...rest], { stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
