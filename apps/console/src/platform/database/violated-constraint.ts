import { QueryFailedError } from 'typeorm';

/**
 * Names the constraint or unique index that a failed statement ran against, such as `site_name`; undefined for every
 * other error. Stores use it to turn a clash that only Postgres can see (two writers at once) into a clear refusal.
 */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  // Class 23 of the SQLSTATE codes (PostgreSQL manual, appendix A): integrity constraint violation.
  const driver: { code?: unknown; constraint?: unknown } = error.driverError;
  if (typeof driver.code !== 'string' || !driver.code.startsWith('23')) return undefined;
  return typeof driver.constraint === 'string' ? driver.constraint : undefined;
}
