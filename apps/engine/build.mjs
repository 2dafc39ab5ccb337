import { build } from 'esbuild';

/**
 * Builds the engine as one file. Not for size alone: of zod and the contracts only what the engine uses is loaded, which keeps
 * its resident memory small, and the file can be copied to another machine that has nothing but Node. The source map lies beside
 * it without a word in the file: with one, --enable-source-maps would have Node keep the map in memory, 17 MiB of it.
 */
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  tsconfig: 'tsconfig.json',
  minify: true,
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  // CommonJS packages inside of the file (pino, yaml) ask for Node's modules with require.
  banner: {
    js: "import { createRequire as createRequireOfNode } from 'node:module';const require = createRequireOfNode(import.meta.url);",
  },
});
