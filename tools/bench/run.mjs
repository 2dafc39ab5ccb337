/**
 * Runs the entries of the benchmark and prints each figure beside its bar. Writes bench-results.json and exits with 1
 * when a bar is missed. An entry is a module in entries/ that exports `{ name, run({ log }) }` and answers with figures:
 * `{ name, value, unit, bar, passed, note }`; a figure without a bar stands beside one for comparison.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { buildIfNeeded } from '../build/build.mjs';
import { root } from '../setup/workspace.mjs';

const log = (line) => process.stderr.write(`${line}\n`);
const folder = join(import.meta.dirname, 'entries');
const entries = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.mjs'))
    .map(async (file) => {
      const module = await import(join(folder, file));
      return module.default ?? Object.values(module).find((exported) => typeof exported?.run === 'function') ?? module;
    }),
);
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = names.filter((name) => !entries.some((entry) => entry.name === name));
if (unknown.length > 0) {
  log(`There is no benchmark ${unknown.join(', ')}. There are: ${entries.map((entry) => entry.name).join(', ')}`);
  process.exit(1);
}
await buildIfNeeded({ say: log });
const chosen = entries.filter((entry) => names.length === 0 || names.includes(entry.name));
const results = [];
for (const entry of chosen) {
  log(`== ${entry.name}`);
  const { figures } = await entry.run({ log });
  for (const figure of figures) {
    results.push({ entry: entry.name, ...figure });
    process.stdout.write(`${row(entry.name, figure)}\n`);
  }
}
const machine = { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 2 ** 30), node: process.version };
writeFileSync(
  join(root, 'bench-results.json'),
  `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`,
);
const missed = results.filter((figure) => figure.bar !== undefined && figure.passed === false);
process.stdout.write(
  missed.length === 0
    ? 'All bars met.\n'
    : `Missed: ${missed.map((figure) => `${figure.entry} ${figure.name}`).join('; ')}\n`,
);
process.exit(missed.length === 0 ? 0 : 1);

function row(entry, { name, value, unit, bar, passed, note }) {
  const verdict = bar === undefined ? '' : `bar ${bar}  ${passed ? 'met' : 'MISSED'}`;
  return [entry.padEnd(8), name.padEnd(48), `${value} ${unit}`.padStart(22), verdict, note ?? ''].join('  ').trimEnd();
}
