import type { IncomingHttpHeaders } from 'node:http';

/**
 * Over TLS the name has the `__Host-` prefix (RFC 6265bis section 4.1.3.2): then neither a sibling host nor an
 * unencrypted answer can plant a cookie of that name.
 */
const cookieName = (secure: boolean): string => (secure ? '__Host-scanfleet_session' : 'scanfleet_session');

/** The Set-Cookie line for a session token that lasts `maxAgeSeconds`. */
export function sessionCookie(
  token: string,
  { secure, maxAgeSeconds }: { secure: boolean; maxAgeSeconds: number },
): string {
  const parts = [`${cookieName(secure)}=${token}`, 'Path=/', `Max-Age=${maxAgeSeconds}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/** The Set-Cookie line that makes the browser forget the session. */
export function endedCookie(secure: boolean): string {
  return sessionCookie('', { secure, maxAgeSeconds: 0 });
}

/** The session token that a request shows. */
export function sessionTokenOf(headers: IncomingHttpHeaders, secure: boolean): string | undefined {
  const name = cookieName(secure);
  for (const part of (headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim() || undefined;
  }
  return undefined;
}
