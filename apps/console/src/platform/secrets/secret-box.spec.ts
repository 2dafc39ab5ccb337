import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { SealBroken, SecretBox } from './secret-box.js';

const secret = 'https://hooks.example.org/services/T0/B0/äß-secret';

describe('SecretBox', () => {
  const box = new SecretBox(randomBytes(32));

  it('opens what it sealed, which shows nothing of it and is never the same twice', () => {
    const [first, second] = [box.seal(secret, 'channel 1'), box.seal(secret, 'channel 1')];
    expect(box.open(first, 'channel 1')).toBe(secret);
    expect(box.open(second, 'channel 1')).toBe(secret);
    expect(first).not.toBe(second);
    expect(Buffer.from(first.slice(3), 'base64').toString('latin1')).not.toContain('hooks');
  });

  it.each([
    ['another key', (sealed: string) => new SecretBox(randomBytes(32)).open(sealed, 'channel 1')],
    ['another purpose', (sealed: string) => box.open(sealed, 'channel 2')],
    ['another version', (sealed: string) => box.open(sealed.replace('v1', 'v2'), 'channel 1')],
    ['nothing stored', () => box.open('', 'channel 1')],
    ['half of it stored', (sealed: string) => box.open(sealed.slice(0, sealed.length / 2), 'channel 1')],
  ])('does not open with %s, and names the fix', (_, open) => {
    const sealed = box.seal(secret, 'channel 1');
    expect(() => open(sealed)).toThrow(SealBroken);
    expect(() => open(sealed)).toThrow(/SCANFLEET_SECRET_KEY.*or enter the secret again/s);
  });

  it('notices a change of any byte', () => {
    const bytes = Buffer.from(box.seal(secret, 'x').slice(3), 'base64');
    for (let index = 0; index < bytes.length; index += 1) {
      const tampered = Buffer.from(bytes);
      tampered[index] = (tampered[index] ?? 0) ^ 1;
      expect(() => box.open(`v1.${tampered.toString('base64')}`, 'x')).toThrow(SealBroken);
    }
  });
});
