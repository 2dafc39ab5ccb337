/**
 * Runs the stages of the test, one after the other, and counts. A stage that this machine cannot run is skipped with a
 * line that says why; with CI=true a skip is a failure. `--fast` runs the half that needs no neighbours;
 * `--only STAGE` runs one stage.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceEnvironment, root } from '../setup/workspace.mjs';
import { buildIfNeeded } from '../build/build.mjs';
import { capabilities } from './capabilities.mjs';
import { startNeighbours } from './neighbours.mjs';

const argv = process.argv.slice(2);
const fast = argv.includes('--fast');
const only = argv.includes('--only') ? argv[argv.indexOf('--only') + 1] : undefined;
const ci = process.env.CI === 'true';
const output = join(root, '.test-output');
const say = (line) => process.stdout.write(`${line}\n`);
const totals = { passed: 0, failed: 0, skipped: 0 };
const skips = [];

const can = await capabilities();
const stages = [
  { name: 'format', run: () => command('prettier', ['--check', '--log-level=warn', '.']) },
  { name: 'lint', run: () => command('nx', ['run-many', '-t', 'lint', '--parallel=2', '--output-style=static']) },
  { name: 'types', run: () => command('nx', ['run-many', '-t', 'typecheck', '--parallel=2', '--output-style=static']) },
  { name: 'boundaries', run: () => command(process.execPath, ['tools/test/boundary-canary.mjs']) },
  { name: 'build', run: () => buildIfNeeded({ say }).then(() => true) },
  { name: 'unit', run: () => jest('unit') },
  { name: 'database', slow: true, needs: ['postgres'], run: () => jest('db') },
  { name: 'http', slow: true, needs: ['postgres'], run: () => jest('e2e') },
  { name: 'engine', slow: true, needs: ['nmap'], run: () => jest('engine') },
  { name: 'browser', slow: true, needs: ['chromium'], run: () => jest('browser') },
  { name: 'whole scans', slow: true, needs: ['postgres', 'nmap'], run: () => jest('whole') },
];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
let neighbours;
const startedAt = Date.now();
try {
  const chosen = stages.filter((stage) => (only ? stage.name === only : !fast || !stage.slow));
  if (chosen.some((stage) => stage.needs?.includes('postgres'))) neighbours = await startNeighbours(can);
  if (!fast) for (const { what, why } of can.missing) skip(what, why);
  for (const stage of chosen) await runStage(stage);
} finally {
  await neighbours?.stop();
}
if (skips.length > 0) say(`\nSkipped here:\n${skips.map((line) => `  - ${line}`).join('\n')}`);
if (ci && skips.length > 0) {
  totals.failed += skips.length;
  say('With CI=true a skip is a failure.');
}
say(`\nTook ${Math.round((Date.now() - startedAt) / 1000)} s.`);
say(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 ? 1 : 0);

async function runStage(stage) {
  const lacking = (stage.needs ?? []).find((need) => !can[need] && !(need === 'postgres' && neighbours));
  if (lacking) {
    say(`\n== ${stage.name}: skipped, ${lacking} is not here`);
    skip(`stage "${stage.name}"`, `${lacking} is not here`);
    return;
  }
  const began = Date.now();
  say(`\n== ${stage.name}`);
  const result = await stage.run().catch((error) => {
    say(error instanceof Error ? error.message : String(error));
    return false;
  });
  const counts = typeof result === 'object' ? result : { passed: result ? 1 : 0, failed: result ? 0 : 1, skipped: 0 };
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  say(
    `-- ${stage.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${Math.round((Date.now() - began) / 1000)} s`,
  );
}

function skip(what, why) {
  const line = `${what}: ${why}`;
  if (!skips.includes(line)) skips.push(line);
}

/** Runs a command to its end with its output shown. */
function command(file, args, environment = {}) {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: workspaceEnvironment(environment),
    });
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}

/** Runs the tests of one size and counts them from Jest's own report. */
async function jest(size) {
  const report = join(output, `${size}.json`);
  const fine = await command(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--config',
      'jest.config.mjs',
      '--json',
      `--outputFile=${report}`,
      '--forceExit',
    ],
    { TEST_SIZE: size, ...can.environment, ...neighbours?.environment },
  );
  const summary = JSON.parse(readFileSync(report, 'utf8'));
  const broken = summary.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  for (const file of summary.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending') skip(`${size} test "${test.fullName}"`, 'this machine cannot run it');
    }
  }
  const failed = summary.numFailedTests + broken;
  return {
    passed: summary.numPassedTests,
    failed: failed === 0 && !fine ? 1 : failed,
    skipped: summary.numPendingTests,
  };
}
