/** Longest name that the contract's `displayName` takes, in characters. */
const MAX_NAME = 120;

/**
 * Names a copy: "X (copy)", then "X (copy 2)" and so on, cutting X where the whole would be too long. A copy of a copy
 * is named after the original.
 * @param taken names in use, in lower case.
 */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const original = name.replace(/ \(copy(?: \d+)?\)$/, '');
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? ' (copy)' : ` (copy ${number})`;
    // Cutting may leave half of a surrogate pair at the end.
    const cut = original.slice(0, MAX_NAME - suffix.length).replace(/[\uD800-\uDBFF]$/, '');
    const candidate = (cut.trimEnd() + suffix).trimStart();
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
