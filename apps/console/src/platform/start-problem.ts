/** Why the console cannot start or go on, as sentences for its owner. It ends the process without a stack trace. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
  constructor(
    readonly problems: readonly string[],
    options?: ErrorOptions,
  ) {
    super(problems.join('\n'), options);
  }
}

/** The system's code of an error (`ECONNREFUSED`, Postgres' `3D000`), also of one that wraps others. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && error.cause ? codeOf(error.cause) : undefined;
}

/**
 * Turns a failure to start into sentences that name the fix.
 * @returns undefined when the failure is not one that an owner can mend: that is a defect, and its stack matters.
 */
export function explainStart(error: unknown, at: { host: string; port: number }): readonly string[] | undefined {
  if (error instanceof StartProblem) return error.problems;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return [`Port ${at.port} on ${at.host} is in use by another program: stop it, or choose another SCANFLEET_PORT.`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return [`This machine has no address "${at.host}": set SCANFLEET_HOST to one that it has.`];
    case 'EACCES':
      return [`Listening on ${at.host} port ${at.port} is not permitted: choose a SCANFLEET_PORT above 1023.`];
    case 'ENOSPC':
    case '53100':
      return ['The disk is full: free some space and start again.'];
    case 'EROFS':
      return ['The data folder is on a read-only file system: set SCANFLEET_DATA to a folder that can be written.'];
    default:
      return undefined;
  }
}
