import { stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The file below `root` that a decoded URL path names.
 * @returns undefined when there is none, and for everything that is not plainly below the root: dot files, `..`, NUL.
 */
export async function staticFile(root: string, path: string): Promise<string | undefined> {
  const segments = path.split('/').filter(Boolean);
  if (segments.length === 0 || segments.some((segment) => segment.startsWith('.') || /[\0\\]/.test(segment)))
    return undefined;
  try {
    const found = await stat(join(root, ...segments));
    return found.isFile() ? segments.join(sep) : undefined;
  } catch {
    // Not there, or not to be read: the same for who asks.
    return undefined;
  }
}

/** Whether a file's name holds a hash of its content, as the web build writes it (`main-EDT4F7E5.js`): it never changes. */
export function isHashed(file: string): boolean {
  return /-[A-Z0-9]{8}\.[a-z0-9]+$/.test(file);
}

/** Whether a path asks for a file rather than for a page of the web console (whose paths may hold dots: addresses). */
export function looksLikeFile(path: string): boolean {
  return /\.(css|gif|ico|jpe?g|js|json|map|mjs|png|svg|txt|webmanifest|webp|woff2?|xml)$/i.test(path);
}
