import { describe, expect, it } from '@jest/globals';
import { INSIDE_HOST } from '@scanfleet/contracts';
import { insideRefusal } from './inside-host.js';

const typed = { url: 'https://Chat.Corp.example:8443/hook', host: '' };
const inside = { path: 'settings.url', message: 'leads inside', code: INSIDE_HOST };

describe('insideRefusal', () => {
  it('is the host that the console names', () => {
    expect(insideRefusal([{ ...inside, token: 'chat.corp.example' }], typed)).toEqual({
      host: 'chat.corp.example',
      message: 'leads inside',
    });
  });

  it.each([
    [typed, 'chat.corp.example'],
    [{ url: 'http://[::1]:80/', host: '' }, '::1'],
    [{ url: '', host: ' log.corp.example ' }, 'log.corp.example'],
  ])('is the host of %j where it names none', (typed, host) => {
    expect(insideRefusal([inside], typed)?.host).toBe(host);
  });

  it('is none when something else was wrong', () => {
    expect(insideRefusal([{ ...inside, code: 'invalid_format' }], typed)).toBeUndefined();
  });
});
