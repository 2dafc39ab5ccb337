import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { consoleRoot } from './config/console-root.js';

/** Version of this console, as its package says. */
export const consoleVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(consoleRoot(), 'package.json'), 'utf8'))).version;
