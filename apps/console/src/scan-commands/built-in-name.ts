/**
 * The name of a built-in command: its own, or "X (built in)" where an operator has given that name to a command of
 * theirs, which keeps it.
 * @param taken names of other commands, in lower case.
 */
export function builtInName(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 1; taken.has(candidate.toLowerCase()); number++) {
    candidate = number === 1 ? `${name} (built in)` : `${name} (built in ${number})`;
  }
  return candidate;
}
