import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { ConfigInvalid, loadConfigFile, readConfig, readEnv } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'scanfleet-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
function file(text: string, extension = 'yaml'): string {
  const path = join(folder, `${(files += 1)}.${extension}`);
  writeFileSync(path, text);
  return path;
}

const schema = z.strictObject({
  url: z.url('must be an address like https://console.example'),
  port: z.number().int().min(1).max(65_535).default(8080),
  secure: z.boolean().default(true),
  policy: z.strictObject({ allowed: z.array(z.string()).default(['127.0.0.0/8']) }).prefault({}),
  folder: z.string().optional(),
});
const mapping = {
  APP_URL: 'url',
  APP_PORT: 'port',
  APP_SECURE: 'secure',
  APP_POLICY_ALLOWED: 'policy.allowed',
};
const read = (env: NodeJS.ProcessEnv, path?: string) =>
  readConfig({ schema, file: path, env, prefix: 'APP_', mapping, foreign: ['APP_OTHER_'] });

describe('readConfig', () => {
  it('lets the environment win over the file and the file over defaults', () => {
    const path = file('url: https://file.example\nport: 1000\nsecure: false\n');
    expect(read({ APP_PORT: '2000' }, path)).toEqual({
      ok: true,
      config: { url: 'https://file.example', port: 2000, secure: false, policy: { allowed: ['127.0.0.0/8'] } },
      warnings: [],
    });
  });

  it('turns text into numbers, booleans and lists where the schema wants them', () => {
    const result = read({ APP_URL: 'https://x.example', APP_SECURE: 'no', APP_POLICY_ALLOWED: '10.0.0.0/8, ::1' });
    expect(result).toMatchObject({ config: { secure: false, policy: { allowed: ['10.0.0.0/8', '::1'] } } });
  });

  it('counts an empty variable as not set', () => {
    expect(read({ APP_URL: 'https://x.example', APP_PORT: '' })).toMatchObject({ ok: true, config: { port: 8080 } });
  });

  it('names every problem at once, by variable or key', () => {
    const path = file('polic: {}\npolicy:\n  allowed: 7\n');
    const result = read({ APP_PORT: 'eighty' }, path);
    expect(result.ok === false && result.problems).toEqual([
      { name: 'url (APP_URL)', message: expect.stringMatching(/address|required/) },
      { name: 'APP_PORT', message: expect.stringContaining('number') },
      { name: 'policy.allowed', message: expect.stringContaining('array') },
      { name: 'polic', message: 'is not known; did you mean "policy"?' },
    ]);
  });

  it('warns of variables with the prefix that nothing reads, but not of another program’s', () => {
    const result = read({ APP_URL: 'https://x.example', APP_PROT: '1', APP_OTHER_THING: '2', HOME: '/' });
    expect(result).toMatchObject({
      ok: true,
      warnings: [{ name: 'APP_PROT', message: 'is not known; did you mean "APP_PORT"?' }],
    });
  });

  it('speaks only of the file when the file cannot be read', () => {
    expect(read({}, join(folder, 'missing.yaml'))).toEqual({
      ok: false,
      problems: [{ name: join(folder, 'missing.yaml'), message: 'cannot be read: there is no such file' }],
    });
  });
});

describe('loadConfigFile', () => {
  it('reads YAML and JSON', () => {
    expect(loadConfigFile(file('a:\n  - 1\n'))).toEqual({ ok: true, value: { a: [1] } });
    expect(loadConfigFile(file('{"a": [1]}', 'json'))).toEqual({ ok: true, value: { a: [1] } });
    expect(loadConfigFile(file('# nothing\n'))).toEqual({ ok: true, value: {} });
  });

  it.each([
    ['a: 1\nb: [1, 2\n', 'yaml', /line [23]/],
    ['a: 1\na: 2\n', 'yaml', /Map keys must be unique at line 2/],
    ['a: 1\n\tb: 2\n', 'yaml', /line 2/],
    ['{"a": 1,\n "b" 2}', 'json', /line 2/],
    ['- 1\n- 2\n', 'yaml', /keys with values/],
    ['a: *nowhere\n', 'yaml', /nowhere/],
  ])('names the place of what is wrong in %j', (text, extension, message) => {
    const result = loadConfigFile(file(text, extension));
    expect(result.ok ? '' : result.problem.message).toMatch(message);
  });

  it('does not unfold an alias bomb', () => {
    const levels = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 10; level += 1) {
      levels.push(
        `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    expect(loadConfigFile(file(levels.join('\n'))).ok).toBe(false);
  });

  it('says that a folder is no file', () => {
    expect(loadConfigFile(folder)).toMatchObject({ problem: { message: 'cannot be read: it is a folder' } });
  });
});

describe('readEnv', () => {
  const env = z.object({ COUNT: z.number().int(), NAME: z.string(), ON: z.boolean().default(false) });

  it('gives typed values', () => {
    expect(readEnv(env, { COUNT: '3', NAME: 'x', ON: '1', REST: 'y' })).toEqual({ COUNT: 3, NAME: 'x', ON: true });
  });

  it('throws with every problem by name', () => {
    expect(() => readEnv(env, { COUNT: 'many' })).toThrow(ConfigInvalid);
    expect(() => readEnv(env, { COUNT: 'many' })).toThrow(/COUNT: .*number.*\nNAME: is required but not set/);
  });
});
