/** Recipients of a mail in a few words: `ops@example.org and 2 more`. */
export function mailTarget(to: readonly string[]): string {
  const [first = 'nobody', ...others] = to;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
