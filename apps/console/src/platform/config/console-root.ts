import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Folder of the console's package, whether it runs from source or built.
 * @throws Error when the program was taken apart.
 */
export function consoleRoot(from = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('the console runs outside of its package');
  return consoleRoot(parent);
}
