/** The console answered with an error, or with something that is not an answer. `code` is its stable snake_case code. */
export class ConsoleRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Offset that the console wants, of `offset_gap` and `report_incomplete`. */
    readonly wantedOffset: number | null = null,
  ) {
    super(message);
    this.name = 'ConsoleRefused';
  }
}

/** No answer: refused, reset, timed out, TLS not trusted. */
export class ConsoleUnreachable extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ConsoleUnreachable';
  }
}

/** Statuses that say "not this token": mended by a person, so the engine keeps asking, but slowly. */
const waitsForPeople = new Set([401, 403, 426]);

/** The one place that decides whether the same request may succeed later without anybody changing it. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof ConsoleUnreachable) return true;
  if (!(error instanceof ConsoleRefused)) return false;
  return error.status >= 500 || error.status === 408 || error.status === 425 || error.status === 429;
}

/** Whether a person has to mend it: token wrong or revoked, engine disabled, protocol too old. */
export function needsPeople(error: unknown): error is ConsoleRefused {
  return error instanceof ConsoleRefused && waitsForPeople.has(error.status);
}

const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the name of the console cannot be resolved',
  EAI_AGAIN: 'the name of the console cannot be resolved at the moment',
  EHOSTUNREACH: 'there is no route to the console',
  ENETUNREACH: 'there is no route to the console',
  ETIMEDOUT: 'the console did not answer in time',
  CERT_HAS_EXPIRED: 'the certificate of the console has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the console shows a self-signed certificate; give its CA as caFile',
  SELF_SIGNED_CERT_IN_CHAIN: 'the console shows a certificate of an unknown CA; give that CA as caFile',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the console shows a certificate of an unknown CA; give that CA as caFile',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the console shows a certificate of an unknown CA; give that CA as caFile',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate of the console is for another name',
};

/** Wraps what Node's sockets and TLS throw. */
export function unreachable(error: unknown): ConsoleUnreachable {
  const { code = 'unknown', message = String(error) } = error as { code?: string; message?: string };
  return new ConsoleUnreachable(code, sentences[code] ?? message, { cause: error });
}
