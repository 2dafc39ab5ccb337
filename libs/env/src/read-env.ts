import type * as z from 'zod';
import { coerceText } from './coerce-text.js';
import { ConfigInvalid, problemsOf } from './config-problem.js';

/**
 * Reads the variables that `schema` (an object whose keys are variable names) asks for. Text is turned into numbers, booleans and
 * lists where the schema wants them; an empty variable counts as not set.
 * @throws ConfigInvalid with every problem at once.
 */
export function readEnv<Schema extends z.ZodObject>(schema: Schema, env: NodeJS.ProcessEnv): z.output<Schema> {
  const input: Record<string, unknown> = {};
  for (const name of Object.keys(schema.shape)) {
    const text = env[name];
    if (text !== undefined && text !== '') input[name] = coerceText(text, schema, [name]);
  }
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new ConfigInvalid(
    problemsOf(
      result.error,
      (path) => String(path[0] ?? 'environment'),
      () => [],
    ),
  );
}
