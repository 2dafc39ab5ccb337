/**
 * Proves that the boundary rules bite: plants one violation of each kind, lints it, and expects an error. Without this a
 * rule that is skipped or replaced by a later one would go unnoticed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, workspaceEnvironment } from '../setup/workspace.mjs';

const canaries = [
  {
    what: 'a pure library imports a Node library',
    file: 'libs/targets/src/canary.ts',
    text: "import { createLogger } from '@scanfleet/logging';\nexport const canary = createLogger;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    what: 'a pure library imports a Node module',
    file: 'libs/scan-options/src/canary.ts',
    text: "import { readFileSync } from 'node:fs';\nexport const canary = readFileSync;\n",
    rule: 'no-restricted-imports',
  },
  {
    what: 'the engine imports Nest',
    file: 'apps/engine/src/canary.ts',
    text: "import { Module } from '@nestjs/common';\nexport const canary = Module;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    what: 'the console platform imports a feature',
    file: 'apps/console/src/platform/canary.ts',
    text: "import { SiteStore } from '../sites/site-store.js';\nexport const canary = SiteStore;\n",
    rule: 'import-x/no-restricted-paths',
  },
  {
    what: 'scans import what lies downstream of them',
    file: 'apps/console/src/scans/canary.ts',
    text: "import { ReportStore } from '../reports/report-store.js';\nexport const canary = ReportStore;\n",
    rule: 'import-x/no-restricted-paths',
  },
  {
    what: 'a process is started outside of the engine',
    file: 'apps/console/src/scans/canary-process.ts',
    text: "import { spawn } from 'node:child_process';\nexport const canary = spawn;\n",
    rule: 'no-restricted-imports',
  },
];

const files = canaries.map(({ file }) => join(root, file));
const planted = files.filter((file) => existsSync(file));
if (planted.length > 0) throw new Error(`A canary is there already: ${planted.join(', ')}`);
let report;
try {
  canaries.forEach(({ text }, index) => writeFileSync(files[index], text));
  const result = spawnSync('eslint', ['--format', 'json', ...files], {
    cwd: root,
    env: workspaceEnvironment(),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  report = JSON.parse(result.stdout.slice(result.stdout.indexOf('[')));
} finally {
  for (const file of files) rmSync(file, { force: true });
}
const missed = canaries.filter(({ rule }, index) => {
  const found = report.find((entry) => entry.filePath === files[index]);
  return !found?.messages.some((message) => message.ruleId === rule && message.severity === 2);
});
for (const { what, rule } of missed) process.stdout.write(`Not caught: ${what} (${rule})\n`);
if (missed.length > 0) process.exit(1);
process.stdout.write(`All ${canaries.length} planted violations were caught.\n`);
