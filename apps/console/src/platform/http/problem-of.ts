import { HttpException } from '@nestjs/common';
import type { Problem } from '@scanfleet/contracts';
import { codeOf } from '../start-problem.js';
import { Refusal } from './refusal.js';

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
  /** True when the fault is ours and must be looked into. */
  readonly defect: boolean;
}

/** By HTTP status: code and message for refusals of the HTTP ground itself. */
const plain: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['bad_request', 'The request cannot be understood: check its syntax.'],
  404: ['not_found', 'There is nothing at this address. The paths are listed in /api/v1/openapi.json.'],
  405: ['method_not_allowed', 'This address does not take this method; the Allow header lists those it takes.'],
  408: ['request_timeout', 'The request took too long to arrive: send it again.'],
  413: ['too_large', 'The request body is larger than this address takes: send less at once.'],
  414: ['address_too_long', 'The address is too long: shorten its parameters.'],
  415: [
    'unsupported_media_type',
    'Send JSON with "Content-Type: application/json" (report bytes: application/octet-stream).',
  ],
  431: ['headers_too_large', 'The request headers are too large.'],
};

/**
 * Maps whatever was thrown to the one error shape. What was not meant for callers stays inside: they get the request id,
 * under which the log has the rest.
 */
export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof Refusal) return ofRefusal(error, requestId);
  const status = statusOf(error);
  if (status !== undefined && status < 500) {
    const [code, message] = plain[status] ?? ['refused', 'The request is refused.'];
    if (isBrokenJson(error)) {
      return answer(400, 'invalid_json', 'The body is not valid JSON: check quotes, commas and brackets.', requestId);
    }
    return answer(status, code, message, requestId);
  }
  return ofSystem(error, requestId);
}

function ofRefusal(refusal: Refusal, requestId: string): ProblemAnswer {
  const { status, code, message, issues, retryAfterSeconds } = refusal;
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(retryAfterSeconds)));
  // RFC 9110 section 11.6.1: a 401 names the scheme that is wanted.
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="scanfleet"';
  const body = { code, message, requestId, ...(issues.length > 0 ? { issues } : {}) };
  return { status, headers, body, defect: false };
}

function ofSystem(error: unknown, requestId: string): ProblemAnswer {
  switch (codeOf(error)) {
    // Postgres: text with U+0000, or bytes that are no UTF-8.
    case '22021':
    case '22P05':
      return answer(
        400,
        'invalid_text',
        'A text holds a character that cannot be stored (U+0000): remove it.',
        requestId,
      );
    case 'ENOSPC':
    case '53100':
      return busy('disk_full', 'The console has no disk space left: free some, then try again.', requestId);
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case '57P01':
    case '57P02':
    case '57P03':
    case '08006':
    case '53300':
      return busy('database_unavailable', 'The console cannot reach its database just now: try again.', requestId);
    default: {
      const message = `Something went wrong in the console. Its log tells more under request ${requestId}.`;
      return { ...answer(500, 'internal', message, requestId), defect: true };
    }
  }
}

function answer(status: number, code: string, message: string, requestId: string): ProblemAnswer {
  return { status, headers: {}, body: { code, message, requestId }, defect: false };
}

function busy(code: string, message: string, requestId: string): ProblemAnswer {
  return { ...answer(503, code, message, requestId), headers: { 'retry-after': '5' }, defect: true };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

function isBrokenJson(error: unknown): boolean {
  const cause = error instanceof HttpException ? error.cause : error;
  return cause instanceof SyntaxError || codeOf(cause) === 'FST_ERR_CTP_INVALID_JSON_BODY';
}
