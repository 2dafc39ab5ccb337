/** Node's code of a system error, such as `ENOENT`; the text of anything else. */
export function errorCode(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : String(error);
}
