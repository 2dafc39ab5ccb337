import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { consoleVersion } from '../../platform/version.js';
import { type HostGuard, pinned } from './guarded-connect.js';
import { retryAfterSeconds } from './retry-after.js';
import { sayFailure, TOO_LATE } from './say-failure.js';
import { notSent, sent, type SendOutcome } from './sending.js';

/** What is posted, and whereto. */
export interface JsonPost {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at: Date;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

const CA_HINT = 'let the console trust it by NODE_EXTRA_CA_CERTS';

/**
 * Posts JSON to where a guard lets it. Redirects are not followed, and of the answer only status and Retry-After are read: its
 * body never enters the console.
 */
export async function postJson(guard: HostGuard, post: JsonPost): Promise<SendOutcome> {
  const url = new URL(post.url);
  try {
    return judge(await send(guard, url, post), post.at);
  } catch (error) {
    if (post.signal.aborted) return notSent(TOO_LATE);
    return sayFailure(error, { where: url.host, caHint: CA_HINT });
  }
}

async function send(guard: HostGuard, url: URL, { body, headers, signal }: JsonPost): Promise<Answer> {
  const checked = await guard.check(url.hostname, signal);
  signal.throwIfAborted();
  const isLiteral = isIP(checked.host) !== 0;
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
    method: 'POST',
    host: checked.host,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    lookup: pinned(checked),
    ...(isLiteral ? {} : { servername: checked.host }),
    headers: {
      ...headers,
      host: url.host,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': `Scanfleet/${consoleVersion}`,
      connection: 'close',
    },
    // A connection of its own, to an address that was checked just now.
    agent: false,
    signal,
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  // Not `once`: more errors may follow when the rest of the connection is thrown away.
  request.on('error', answered.reject);
  request.on('response', answered.resolve);
  request.end(body);
  const response = await answered.promise;
  response.on('error', () => undefined);
  const answer = { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
  request.destroy();
  return answer;
}

function judge({ status, retryAfter }: Answer, at: Date): SendOutcome {
  if (status >= 200 && status < 300) return sent(status);
  const again = status === 429 || status === 503 ? retryAfterSeconds(retryAfter, at) : undefined;
  return notSent(explain(status), {
    code: status,
    ...(again === undefined ? {} : { retryAfterSeconds: again }),
    ...(status === 410 ? { permanent: true } : {}),
  });
}

function explain(status: number): string {
  if (status >= 300 && status < 400) {
    return `The other side answered with a redirect (${status}), which is not followed: enter the address to which it leads.`;
  }
  switch (status) {
    case 401:
    case 403:
      return `The other side does not let the console in (${status}): check the address and its key.`;
    case 404:
      return 'The other side knows no such address (404): check it, or make a new hook there.';
    case 410:
      return 'The hook was deleted on the other side (410): make a new one there, enter it, then replay.';
    case 413:
      return 'The message is larger than the other side takes (413): raise its limit.';
    case 429:
      return 'The other side wants fewer messages (429).';
    default:
      return status >= 500
        ? `The other side has a problem of its own (${status}).`
        : `The other side does not take the message (${status}).`;
  }
}
