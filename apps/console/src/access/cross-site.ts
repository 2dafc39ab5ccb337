import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from '../platform/http/refusal.js';

/** Header that our own pages send with every write. Other sites cannot add it without being asked for permission (CORS). */
export const REQUEST_HEADER = 'x-scanfleet-request';

/**
 * Makes sure that no page of another site is behind a request: by `Sec-Fetch-Site` where the browser sends it, and by
 * `Origin`. Programs that are no browsers send neither.
 * @param origins the addresses under which this console is known, such as `https://scan.example`.
 * @throws Refusal 403 `cross_site_request`.
 */
export function refuseForeignOrigin(headers: IncomingHttpHeaders, origins: readonly string[]): void {
  const site = headers['sec-fetch-site'];
  const foreignSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const foreignOrigin = headers.origin !== undefined && !origins.includes(headers.origin);
  if (foreignSite || foreignOrigin) {
    throw new Refusal(
      403,
      'cross_site_request',
      'The request comes from a page of another address. If a proxy stands before the console, set SCANFLEET_PUBLIC_URL and SCANFLEET_TRUSTED_PROXIES.',
    );
  }
}

/**
 * Makes sure that a write that is authenticated by cookie alone was sent by our own page.
 * @throws Refusal 403 `cross_site_request` or `request_header_missing`.
 */
export function refuseForgedWrite(headers: IncomingHttpHeaders, origins: readonly string[]): void {
  refuseForeignOrigin(headers, origins);
  if (headers[REQUEST_HEADER] === undefined) {
    throw new Refusal(
      403,
      'request_header_missing',
      'Writes with a session cookie need the header X-Scanfleet-Request: 1. Programs use an API key instead.',
    );
  }
}
