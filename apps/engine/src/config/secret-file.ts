import { readFile, stat } from 'node:fs/promises';
import { errorCode } from './error-code.js';

export type SecretFile = { ok: true; secret: string; warning: string | null } | { ok: false; message: string };

/** Reads a token from a file of one line. Warns when others than the owner may read it. */
export async function readSecretFile(path: string): Promise<SecretFile> {
  try {
    const { mode } = await stat(path);
    const secret = (await readFile(path, 'utf8')).trim();
    if (secret === '') return { ok: false, message: `${path} is empty` };
    if (/\s/.test(secret) || secret.length > 4096) return { ok: false, message: `${path} holds more than one token` };
    const open = (mode & 0o077) !== 0;
    return { ok: true, secret, warning: open ? `${path} can be read by others; run: chmod 600 ${path}` : null };
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${errorCode(error)})`;
    return { ok: false, message: `${path} ${why}` };
  }
}
