import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D recommends 96 bits; random ones are safe for 2^32 seals by one key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is stored cannot be opened. Its message names the fix and holds nothing of what is sealed. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Seals secrets that the console must be able to use again, such as addresses of hooks and keys of signatures: AES-256-GCM with
 * the key of the console, which is not in the database. Each seal is bound to its purpose, so that what was sealed for one row
 * is of no use in another.
 */
export class SecretBox {
  /** @param key 32 bytes */
  constructor(private readonly key: Buffer) {}

  /** @param purpose what the secret is for; needed to open it */
  seal(text: string, purpose: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(purpose));
    const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${bytes.toString('base64')}`;
  }

  /** @throws SealBroken when it was sealed with another key or for another purpose, or has been tampered with. */
  open(sealed: string, purpose: string): string {
    const [version, text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64');
    if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) throw broken();
    const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      // GCM tells only that something is wrong, which is all that there is to know.
      throw broken();
    }
  }
}

function broken(): SealBroken {
  return new SealBroken(
    'The stored secret cannot be opened with the key of this console. Give it the key with which it was saved ' +
      '(SCANFLEET_SECRET_KEY, or secret.key in its data folder), or enter the secret again.',
  );
}
