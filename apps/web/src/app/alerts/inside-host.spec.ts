import { describe, expect, it } from '@jest/globals';
import { refusedHost } from './inside-host.js';

const typed = { url: 'https://Chat.Corp.example:8443/hook', host: '' };
const inside = { path: 'settings.url', message: 'leads inside', code: 'inside_host' };

describe('refusedHost', () => {
  it('is the host that the console names', () => {
    expect(refusedHost([{ ...inside, token: 'chat.corp.example' }], typed)).toBe('chat.corp.example');
  });

  it.each([
    [typed, 'chat.corp.example'],
    [{ url: 'http://[::1]:80/', host: '' }, '::1'],
    [{ url: '', host: ' log.corp.example ' }, 'log.corp.example'],
  ])('is the host of %j where it names none', (typed, host) => {
    expect(refusedHost([inside], typed)).toBe(host);
  });

  it('is none when something else was wrong', () => {
    expect(refusedHost([{ ...inside, code: 'invalid_format' }], typed)).toBeUndefined();
  });
});
