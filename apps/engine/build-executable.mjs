import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { inject } from 'postject';
import { engineNodeFlags } from './node-flags.mjs';

/** Where Node looks for what was put into it (documentation of Node 24, "Single executable applications"). */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Builds `dist/scanfleet-engine`: the engine and the Node that this workspace pins in one file that needs neither Node nor anything
 * else of the workspace where it runs, and its SHA-256 beside it in the form of sha256sum. For the machine's own system and processor.
 */
const dist = join(import.meta.dirname, 'dist');
mkdirSync(dist, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'scanfleet-executable-'));
try {
  const script = join(folder, 'main.cjs');
  await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ['src/main.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    // Node 24 starts only CommonJS from inside of itself.
    format: 'cjs',
    target: 'node24',
    tsconfig: 'tsconfig.json',
    minify: true,
    legalComments: 'none',
  });
  // The path of the real program: what npm puts into node_modules/.bin is a link.
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const [config, blob] = [join(folder, 'sea.json'), join(folder, 'engine.blob')];
  const settings = {
    main: script,
    output: blob,
    disableExperimentalSEAWarning: true,
    execArgv: engineNodeFlags,
    // NODE_OPTIONS of whoever starts it changes nothing.
    execArgvExtension: 'none',
  };
  writeFileSync(config, JSON.stringify(settings));
  execFileSync(node, ['--experimental-sea-config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  const next = join(folder, 'scanfleet-engine');
  copyFileSync(node, next);
  chmodSync(next, 0o755);
  await inject(next, 'NODE_SEA_BLOB', readFileSync(blob), { sentinelFuse: FUSE });
  publish(next);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Into place in one step: an engine that runs from the old file is not disturbed. */
function publish(file) {
  const bytes = readFileSync(file);
  const target = join(dist, 'scanfleet-engine');
  writeFileSync(`${target}.next`, bytes, { mode: 0o755 });
  renameSync(`${target}.next`, target);
  writeFileSync(`${target}.sha256`, `${createHash('sha256').update(bytes).digest('hex')}  scanfleet-engine\n`);
}
