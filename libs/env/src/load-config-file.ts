import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import YAML from 'yaml';
import type { ConfigProblem } from './config-problem.js';

const MAX_BYTES = 4 * 1024 * 1024;

export type LoadedConfigFile = { ok: true; value: Record<string, unknown> } | { ok: false; problem: ConfigProblem };

/**
 * Reads a configuration file: JSON when it is named `*.json`, YAML 1.2 otherwise. An empty file is an empty configuration.
 * Problems name the file, and the line and column when its text is at fault; nothing is thrown.
 */
export function loadConfigFile(path: string): LoadedConfigFile {
  const refuse = (message: string): LoadedConfigFile => ({ ok: false, problem: { name: path, message } });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return refuse(`cannot be read: ${whyUnreadable(error)}`);
  }
  if (text.length > MAX_BYTES) return refuse('is larger than 4 MiB, which no configuration is');
  const parsed = extname(path).toLowerCase() === '.json' ? parseJson(text) : parseYaml(text);
  if ('message' in parsed) return refuse(parsed.message);
  const value = parsed.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return refuse('must hold keys with values at its top, like "consoleUrl: https://..."');
  }
  return { ok: true, value: value as Record<string, unknown> };
}

type Parsed = { value: unknown } | { message: string };

function parseJson(text: string): Parsed {
  try {
    return { value: text.trim() === '' ? {} : (JSON.parse(text) as unknown) };
  } catch (error) {
    // The message of JSON.parse repeats the text, secrets included: only the place is taken from it. Where it has none,
    // the YAML reader knows it, as JSON is YAML.
    const place = /\(line \d+ column \d+\)/.exec(String(error))?.[0];
    if (place) return { message: `is not valid JSON ${place}` };
    const parsed = parseYaml(text);
    return { message: 'message' in parsed ? parsed.message.replace('YAML', 'JSON') : 'is not valid JSON' };
  }
}

function parseYaml(text: string): Parsed {
  const document = YAML.parseDocument(text, { prettyErrors: true, version: '1.2' });
  const [first] = document.errors;
  if (first) {
    const at = first.linePos?.[0];
    const [summary = ''] = first.message.split('\n');
    const place = at && !/ at line \d+/.test(summary) ? ` at line ${at.line}, column ${at.col}` : '';
    return { message: `is not valid YAML${place}: ${summary.replace(/:$/, '')}` };
  }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    // Thrown for aliases without anchor and for alias bombs, which only show when they are unfolded.
    return { message: `is not valid YAML: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return String(code ?? error);
}
