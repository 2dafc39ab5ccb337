import { OptionsRefused } from './argv-request.js';
import type { ArgvRequest } from './argv-request.js';
import { masscanArgv } from './masscan-argv.js';
import { nmapArgv } from './nmap-argv.js';
import { Scanner } from './option-types.js';
import { readOptions } from './read-options.js';

const unsafePath = /^$|^-|[\u0000-\u001f\u007f]/u;

/**
 * Makes the whole argv that follows the program's name; nothing else may be added to it. Options are checked by the table
 * again, every value stands where the scanner can only take it as a value, and no target is in it.
 * @throws OptionsRefused when the options may not run here
 * @throws RangeError when a path, rate, address or user agent of the request itself is unusable
 */
export function compileArgv(request: ArgvRequest): string[] {
  for (const path of Object.values(request.files)) {
    if (unsafePath.test(path)) throw new RangeError(`not a usable path: ${JSON.stringify(path)}`);
  }
  for (const [name, amount] of Object.entries({
    rate: request.rate,
    statsSeconds: request.statsSeconds,
    hostTimeoutSeconds: request.hostTimeoutSeconds,
  })) {
    if (amount !== undefined && !(Number.isFinite(amount) && amount > 0))
      throw new RangeError(`${name} must be above 0`);
  }
  if (request.userAgent !== undefined && !/^[\u0020-\u007e]{1,256}$/u.test(request.userAgent)) {
    throw new RangeError('the user agent must be 1 to 256 plain characters');
  }
  if (request.userAgent !== undefined && /["\\]/u.test(request.userAgent)) {
    throw new RangeError('the user agent must hold no double quote and no backslash');
  }
  const read = readOptions(request.scanner, [...request.options], request.allowance ?? {});
  if (!read.ok) throw new OptionsRefused(read.problems.map(({ message }) => message).join(' '), read.problems);
  switch (request.scanner) {
    case Scanner.Nmap:
      return nmapArgv({ ...request, options: read.options });
    case Scanner.Masscan:
      return masscanArgv({ ...request, options: read.options });
  }
}
