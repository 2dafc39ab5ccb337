import { describe, expect, it } from '@jest/globals';
import { endedCookie, sessionCookie, sessionTokenOf } from './session-cookie.js';

describe('the session cookie', () => {
  it('has a name over TLS that no sibling host can plant', () => {
    expect(sessionCookie('t', { secure: true, maxAgeSeconds: 5 })).toBe(
      '__Host-scanfleet_session=t; Path=/; Max-Age=5; HttpOnly; SameSite=Strict; Secure',
    );
    expect(endedCookie(false)).toBe('scanfleet_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict');
  });

  it('is found among others, by the name for this kind of connection', () => {
    const cookie = 'a=1; scanfleet_session=plain; __Host-scanfleet_session=safe=; b=2';
    expect(sessionTokenOf({ cookie }, true)).toBe('safe=');
    expect(sessionTokenOf({ cookie }, false)).toBe('plain');
    expect(sessionTokenOf({}, true)).toBeUndefined();
    expect(sessionTokenOf({ cookie: 'scanfleet_session=' }, false)).toBeUndefined();
    expect(sessionTokenOf({ cookie: 'xscanfleet_session=t' }, false)).toBeUndefined();
  });
});
