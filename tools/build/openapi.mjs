/** `npm run openapi`: writes docs/api/openapi.json from the contracts. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedNode, root } from '../setup/workspace.mjs';
import { buildIfNeeded } from './build.mjs';

await buildIfNeeded({ say: (line) => process.stderr.write(`${line}\n`) });
const document = execFileSync(pinnedNode(), [join(root, 'apps/console/dist/src/openapi-main.js')], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
});
writeFileSync(join(root, 'docs/api/openapi.json'), document);
