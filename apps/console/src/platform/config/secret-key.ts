/** Bytes of a key of AES-256. */
const KEY_BYTES = 32;

export const SECRET_KEY_FORM = 'must be 32 bytes in hex or base64; make one with: openssl rand -base64 32';

/** The bytes of a key in hex or base64; undefined when they are none or not 32. */
export function readSecretKey(text: string): Buffer | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}

export function isSecretKey(text: string): boolean {
  return readSecretKey(text) !== undefined;
}
