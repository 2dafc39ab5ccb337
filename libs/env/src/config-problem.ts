import type * as z from 'zod';
import { nearestName } from './nearest-name.js';

/** One thing that is wrong with a configuration: the name of the variable, key or file, and what to do about it. */
export interface ConfigProblem {
  name: string;
  message: string;
}

/** Thrown with every problem at once, so that nobody mends a configuration one start at a time. */
export class ConfigInvalid extends Error {
  readonly code = 'config_invalid';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(({ name, message }) => `${name}: ${message}`).join('\n'));
    this.name = 'ConfigInvalid';
  }
}

/**
 * Turns zod's issues into problems. `nameOf` gives the name that the owner used for a path (a variable or a key of the file);
 * `knownKeys` lists the keys beside a path, for "did you mean".
 */
export function problemsOf(
  error: z.ZodError,
  nameOf: (path: readonly PropertyKey[]) => string,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
): ConfigProblem[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownName(nameOf([...issue.path, key]), key, knownKeys(issue.path)));
    }
    const missing =
      issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message);
    return [{ name: nameOf(issue.path), message: missing ? 'is required but not set' : issue.message }];
  });
}

/** The problem of a name that nothing reads; names the one that was probably meant. */
export function unknownName(shown: string, name: string, known: readonly string[]): ConfigProblem {
  const nearest = nearestName(name, known);
  return {
    name: shown,
    message: nearest ? `is not known; did you mean "${nearest}"?` : `is not known; known are ${known.join(', ')}`,
  };
}
