import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { readSecretKey } from '../config/secret-key.js';
import { codeOf, StartProblem } from '../start-problem.js';
import { SecretBox } from './secret-box.js';

/** Name of the key's file in the data folder. */
const FILE = 'secret.key';

/**
 * The secret box of this console. Its key is the setting, or else the file in the data folder, which is made at the first start;
 * consoles that start at once in one folder end up with the same one.
 * @throws StartProblem when the file cannot be read, holds no key or cannot be made.
 */
export function openSecretBox(config: Pick<Config, 'secretKey' | 'dataDir'>): SecretBox {
  const given = config.secretKey === null ? undefined : readSecretKey(config.secretKey);
  return new SecretBox(given ?? keyOfFile(join(config.dataDir, FILE)));
}

function keyOfFile(file: string): Buffer {
  const text = readIfThere(file) ?? makeKey(file);
  const key = readSecretKey(text.trim());
  if (key) return key;
  throw new StartProblem([
    `The file ${file} holds no key: restore it from a backup, or set SCANFLEET_SECRET_KEY. Without its key, the secrets of alert channels must be entered again.`,
  ]);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartProblem([`The file ${file} cannot be read: let the console's user read it.`], { cause: error });
  }
}

/** Makes the file whole or not at all, and only where there is none: a link fails when another console was faster. */
function makeKey(file: string): string {
  const draft = `${file}.${randomUUID()}`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, `${randomBytes(32).toString('base64')}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    try {
      linkSync(draft, file);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new StartProblem(
      [`The file ${file} cannot be made: let the console's user write there, or set SCANFLEET_SECRET_KEY.`],
      {
        cause: error,
      },
    );
  }
}
