import type { ScanOption } from './option-types.js';

/** Whether the value of an option stands right behind its name (`-T4`, `-PS22`). */
export function attaches(name: string): boolean {
  return /^-(?:T|P[A-Z])$/u.test(name);
}

/** One option as argv words, in the one form in which getopt cannot take its value for an option. */
export function optionWordsOf({ name, value }: ScanOption): string[] {
  if (value === undefined) return [name];
  if (name.startsWith('--')) return [`${name}=${value}`];
  return attaches(name) ? [name + value] : [name, value];
}

/** The options without those named, and the value of each that was taken out. */
export function takeOut(
  options: readonly ScanOption[],
  names: readonly string[],
): { rest: ScanOption[]; taken: ReadonlyMap<string, string> } {
  const taken = new Map<string, string>();
  const rest = options.filter(({ name, value }) => {
    if (!names.includes(name)) return true;
    if (value !== undefined) taken.set(name, value);
    return false;
  });
  return { rest, taken };
}

/** The lower of a limit from outside and one among the options; nothing when there is neither. */
export function lowest(limit: number | undefined, option: string | undefined): number | undefined {
  if (option === undefined) return limit;
  return limit === undefined ? Number(option) : Math.min(limit, Number(option));
}
