/** Where to go after signing in: a path of this console, never another site, never the sign-in page itself. */
export function safeReturnUrl(said: unknown): string {
  if (typeof said !== 'string' || !/^\/(?![/\\])/.test(said)) return '/';
  return /^\/sign-in(?:[/?#]|$)/.test(said) ? '/' : said;
}
