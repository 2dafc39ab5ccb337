import type { IncomingMessage, RequestOptions } from 'node:http';
import { unreachable, ConsoleUnreachable } from './console-error.js';

/*
 * Taken this way and not by `import`: importing node:http from an ES module reads all its exports, and the one named WebSocket
 * loads undici, which costs 14 MiB of resident memory (measured on Node 24).
 */
const http = process.getBuiltinModule('node:http');

/** Larger answers than this are no answers: a check-in with a million intervals stays below. */
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;

export interface HttpAnswer {
  status: number;
  body: Buffer;
}

export interface HttpRequest {
  method: string;
  path: string;
  headers: Record<string, string | number>;
  body?: Uint8Array;
  /** Milliseconds for all of it. */
  timeoutMs: number;
  signal: AbortSignal;
}

export type HttpSender = (request: HttpRequest) => Promise<HttpAnswer>;

/** Sends requests to one origin over connections that stay open. `ca`: PEM text of the only CA to trust, instead of the public ones. */
export function createHttpSender(origin: URL, ca?: string): { send: HttpSender; close(): void } {
  const secure = origin.protocol === 'https:';
  // node:https is loaded only where it is used: OpenSSL's start costs another 5 MiB.
  const backend = secure ? process.getBuiltinModule('node:https') : http;
  const agent = new backend.Agent({ keepAlive: true, maxSockets: 64, ...(secure ? tlsOptions(ca) : {}) });
  const target: RequestOptions = {
    hostname: origin.hostname.replace(/^\[|\]$/g, ''),
    port: origin.port || (secure ? 443 : 80),
    agent,
  };
  return { send: (request) => exchange(backend, target, request), close: () => agent.destroy() };
}

/** `rejectUnauthorized` is said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn verification off otherwise. */
function tlsOptions(ca: string | undefined): object {
  return { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) };
}

function exchange(
  backend: Pick<typeof http, 'request'>,
  target: RequestOptions,
  { method, path, headers, body, timeoutMs, signal }: HttpRequest,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const request = backend.request({
      ...target,
      method,
      path,
      headers: { ...headers, ...(body ? { 'content-length': body.byteLength } : {}) },
    });
    const end = (action: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      action();
    };
    const fail = (error: unknown): void =>
      end(() => {
        request.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    const onAbort = (): void => fail(signal.reason);
    const timer = setTimeout(
      () => fail(new ConsoleUnreachable('ETIMEDOUT', 'the console did not answer in time')),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('error', (error) => fail(unreachable(error)));
    request.on('response', (response) => {
      readBody(response).then(
        (bytes) => end(() => resolve({ status: response.statusCode ?? 0, body: bytes })),
        (error: unknown) => fail(unreachable(error)),
      );
    });
    request.end(body);
  });
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MOST_ANSWER_BYTES) throw new ConsoleUnreachable('too_large', 'the answer is larger than 64 MiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
