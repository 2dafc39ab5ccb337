import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../config/error-code.js';
import { identifyProcess, isSameProcess, type ProcessIdentity } from '../process/process-identity.js';
import { writeFileAtomically } from './atomic-file.js';

/** Another engine works in the same data folder. */
export class DataDirInUse extends Error {}

/**
 * Makes this the only engine of a data folder: a second one would kill the first one's scanners as leftovers. A lock whose process is
 * gone is taken over. Gives the function that unlocks.
 * @throws DataDirInUse
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'engine.lock');
  const holder = await readLock(path);
  if (holder && holder.pid !== process.pid && isSameProcess(holder)) {
    throw new DataDirInUse(
      `another engine (process ${holder.pid}) works in ${dataDir}; give each engine its own dataDir`,
    );
  }
  await writeFileAtomically(path, `${JSON.stringify(identifyProcess(process.pid))}\n`);
  return () => rm(path, { force: true });
}

async function readLock(path: string): Promise<ProcessIdentity | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessIdentity | null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
