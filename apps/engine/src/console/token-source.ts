/** Where the engine's token comes from, and whether it may be replaced. */
export interface TokenSource {
  /** The token to show now. */
  current: () => Promise<string>;
  /** Puts a new token to where the next start finds it; null when the token is its owner's to replace. */
  keep: ((token: string) => Promise<void>) | null;
}

/** A token that never changes while the engine runs. */
export function fixedToken(token: string): TokenSource {
  return { current: () => Promise.resolve(token), keep: null };
}
