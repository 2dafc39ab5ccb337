import { describe, expect, it } from '@jest/globals';
import { isSmtpUrl, readMailFrom } from './mail-settings.js';
import { isSecretKey } from './secret-key.js';

describe('the address of a mail server', () => {
  it.each([
    'smtp://127.0.0.1:25',
    'smtp://mail.example.org',
    'smtps://user:p%40ss@mail.example.org:465',
    'smtps://[2001:db8::1]:465/',
  ])('may be %s', (text) => {
    expect(isSmtpUrl(text)).toBe(true);
  });

  it.each([
    'mail.example.org:25',
    'http://mail.example.org',
    'smtp://mail.example.org/?tls=off',
    'smtp://mail.example.org/x',
    'smtp://mail.example.org#x',
    'smtp://u%:p@mail.example.org',
    'smtp://',
  ])('may not be %s', (text) => {
    expect(isSmtpUrl(text)).toBe(false);
  });
});

describe('the sender of mails', () => {
  it.each([
    ['scanfleet@example.org', { name: '', address: 'scanfleet@example.org' }],
    ['Scanfleet Büro <scanfleet@example.org>', { name: 'Scanfleet Büro', address: 'scanfleet@example.org' }],
  ])('may be %s', (text, sender) => {
    expect(readMailFrom(text)).toEqual(sender);
  });

  it.each([
    'scanfleet',
    'a@b.example, c@d.example',
    '"x" <a@b.example>',
    'x\r\nBcc: y <a@b.example>',
    '<a@b.example',
    'x <y>',
  ])('may not be %j', (text) => {
    expect(readMailFrom(text)).toBeUndefined();
  });
});

describe('a secret key', () => {
  it.each([
    ['00'.repeat(32), true],
    ['FF'.repeat(32), true],
    [Buffer.alloc(32, 250).toString('base64'), true],
    [Buffer.alloc(32, 250).toString('base64url'), true],
    ['00'.repeat(31), false],
    [Buffer.alloc(33).toString('base64'), false],
    ['my secret key', false],
    ['', false],
  ])('%s is one: %j', (text, is) => {
    expect(isSecretKey(text)).toBe(is);
  });
});
