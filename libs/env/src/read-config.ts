import type * as z from 'zod';
import { coerceText } from './coerce-text.js';
import { problemsOf, unknownName, type ConfigProblem } from './config-problem.js';
import { loadConfigFile } from './load-config-file.js';
import { keysAt } from './schema-at.js';

export interface ReadConfigOptions<Schema extends z.ZodType> {
  /** Object schema with its defaults; use strict objects so that unknown keys are named. */
  schema: Schema;
  /** YAML or JSON file; none if left out. */
  file?: string | undefined;
  env: NodeJS.ProcessEnv;
  /** What the program's variables begin with, such as `SCANFLEET_`; one that no mapping names is reported as a warning. */
  prefix: string;
  /** Whole variable name to dotted path in the configuration: `{ SCANFLEET_PORT: 'http.port', DATABASE_URL: 'database.url' }`. */
  mapping: Readonly<Record<string, string>>;
  /** Beginnings of variables that belong to other programs, such as `SCANFLEET_ENGINE_`. */
  foreign?: readonly string[];
}

export type ReadConfigResult<Config> =
  | {
      ok: true;
      config: Config;
      /** Variables with the prefix that nothing reads: most often a slip of the pen. */
      warnings: ConfigProblem[];
    }
  | { ok: false; problems: ConfigProblem[] };

/**
 * Reads a configuration: environment before file before the defaults of the schema. An empty variable counts as not set.
 * All problems come at once, each by the name that its owner wrote: the variable, or the key of the file.
 */
export function readConfig<Schema extends z.ZodType>({
  schema,
  file,
  env,
  prefix,
  mapping,
  foreign = [],
}: ReadConfigOptions<Schema>): ReadConfigResult<z.output<Schema>> {
  const loaded = file === undefined ? { ok: true as const, value: {} } : loadConfigFile(file);
  const problems: ConfigProblem[] = loaded.ok ? [] : [loaded.problem];
  const input: Record<string, unknown> = loaded.ok ? structuredClone(loaded.value) : {};
  const nameByPath = new Map<string, string>();
  for (const [name, dotted] of Object.entries(mapping)) {
    const text = env[name];
    if (text === undefined || text === '') continue;
    const path = dotted.split('.');
    setAt(input, path, coerceText(text, schema, path));
    nameByPath.set(dotted, name);
  }
  const result = schema.safeParse(input, { reportInput: true });
  if (!result.success && loaded.ok) {
    const nameOf = (path: readonly PropertyKey[]): string => ownersName(path, nameByPath, mapping, input);
    problems.push(...problemsOf(result.error, nameOf, (path) => keysAt(schema, path)));
  }
  if (problems.length > 0 || !result.success) return { ok: false, problems };
  return { ok: true, config: result.data, warnings: unknownVariables({ env, prefix, mapping, foreign }) };
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = target[key];
  const next = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  target[key] = next;
  setAt(next, rest, value);
}

/** The variable if the value came from one, else the key; for a missing value both ways to give it. */
function ownersName(
  path: readonly PropertyKey[],
  nameByPath: ReadonlyMap<string, string>,
  mapping: Readonly<Record<string, string>>,
  input: Record<string, unknown>,
): string {
  const dotted = path.map(String).join('.');
  for (let length = path.length; length > 0; length -= 1) {
    const name = nameByPath.get(path.slice(0, length).map(String).join('.'));
    if (name) return length === path.length ? name : `${name}[${path.slice(length).map(String).join('.')}]`;
  }
  if (dotted === '') return 'configuration';
  const variable = Object.keys(mapping).find((name) => mapping[name] === dotted);
  const missing = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input);
  return variable && missing === undefined ? `${dotted} (${variable})` : dotted;
}

function unknownVariables({
  env,
  prefix,
  mapping,
  foreign,
}: {
  env: NodeJS.ProcessEnv;
  prefix: string;
  mapping: Readonly<Record<string, string>>;
  foreign: readonly string[];
}): ConfigProblem[] {
  const known = Object.keys(mapping);
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !(name in mapping))
    .filter((name) => !foreign.some((other) => name.startsWith(other)))
    .sort()
    .map((name) => unknownName(name, name, known));
}
