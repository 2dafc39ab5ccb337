import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { helpText, readCommandLine } from '../command-line.js';
import { environmentNames, readEngineConfig } from './engine-config.js';

const folder = mkdtempSync(join(tmpdir(), 'scanfleet-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
function read(text: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, 'engine.yaml');
  writeFileSync(file, text);
  return readEngineConfig(file, env);
}
const problems = (...given: Parameters<typeof read>): string => {
  const result = read(...given);
  return result.ok ? '' : result.problems.map(({ name, message }) => `${name} ${message}`).join('\n');
};

describe('the configuration of an engine', () => {
  it('needs no more than a console and may then scan loopback only', () => {
    const result = read('consoleUrl: https://console.example\ntoken: t\n');
    expect(result).toMatchObject({ ok: true, config: { slots: 2, allowInsecure: false, masscan: {} } });
  });

  it('takes paths from the folder of its file', () => {
    const result = read('consoleUrl: https://console.example\ntokenFile: secrets/token\ndataDir: data\n');
    expect(result).toMatchObject({
      config: { tokenFile: join(folder, 'secrets/token'), dataDir: join(folder, 'data') },
    });
  });

  it('can come from the environment alone', () => {
    const env = {
      SCANFLEET_ENGINE_CONSOLE_URL: 'https://console.example',
      SCANFLEET_ENGINE_TOKEN: 't',
      SCANFLEET_ENGINE_POLICY_ALLOWED: '10.0.0.0/8, 192.168.0.0/16',
      SCANFLEET_ENGINE_SLOTS: '7',
    };
    expect(readEngineConfig(undefined, env)).toMatchObject({
      config: { slots: 7, policy: { allowed: ['10.0.0.0/8', '192.168.0.0/16'] } },
    });
  });

  it.each(['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:8080'])('may speak to %s unencrypted', (url) => {
    expect(problems(`consoleUrl: ${url}\ntoken: t\n`)).toBe('');
  });

  it.each(['http://10.0.0.1', 'http://127.0.0.1.example', 'http://localhost.example', 'HTTP://console.example'])(
    'does not send its token to %s unencrypted unless it is told to',
    (url) => {
      expect(problems(`consoleUrl: ${url}\ntoken: t\n`)).toContain('allowInsecure: true');
      expect(problems(`consoleUrl: ${url}\ntoken: t\nallowInsecure: true\n`)).toBe('');
    },
  );

  it('names a mistyped variable, as a limit that nobody reads is none', () => {
    const text = 'consoleUrl: https://console.example\ntoken: t\n';
    expect(problems(text, { SCANFLEET_ENGINE_POLICY_DENYED: '10.0.0.1' })).toBe(
      'SCANFLEET_ENGINE_POLICY_DENYED is not known; did you mean "SCANFLEET_ENGINE_POLICY_DENIED"?',
    );
  });

  it('does not take two of what there can be one of', () => {
    const text = 'consoleUrl: https://x.example\ntoken: t\ntokenFile: f\npolicy: {}\npolicyFile: p\n';
    expect(problems(text)).toBe(
      'tokenFile give either token or tokenFile, not both\npolicyFile give either policy or policyFile, not both',
    );
  });
});

describe('the command line', () => {
  it('reads file and question', () => {
    expect(readCommandLine(['--config', 'x', '--check'], {})).toEqual({ kind: 'check', file: 'x' });
    expect(readCommandLine([], { SCANFLEET_ENGINE_CONFIG: 'y' })).toEqual({ kind: 'run', file: 'y' });
    expect(readCommandLine(['--version'], {})).toEqual({ kind: 'version' });
    expect(readCommandLine(['--frobnicate'], {})).toMatchObject({
      kind: 'wrong',
      message: expect.stringContaining('frobnicate'),
    });
  });

  it('lists every variable in its help', () => {
    for (const name of environmentNames) expect(helpText(environmentNames)).toContain(name);
  });
});
