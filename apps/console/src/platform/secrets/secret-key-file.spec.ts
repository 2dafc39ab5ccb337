import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartProblem } from '../start-problem.js';
import { openSecretBox } from './secret-key-file.js';

const hooks = join(import.meta.dirname, '../../../test/source-hooks.mjs');
const module = join(import.meta.dirname, 'secret-key-file.ts');

describe('openSecretBox', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'scanfleet-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('makes a key at the first start that only its owner can read, and keeps it', () => {
    const sealed = openSecretBox({ secretKey: null, dataDir }).seal('text', 'x');
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(openSecretBox({ secretKey: null, dataDir }).open(sealed, 'x')).toBe('text');
  });

  it('takes the key of the setting, in hex and base64, and makes no file', () => {
    const key = Buffer.alloc(32, 7);
    const sealed = openSecretBox({ secretKey: key.toString('hex'), dataDir }).seal('text', 'x');
    expect(openSecretBox({ secretKey: key.toString('base64'), dataDir }).open(sealed, 'x')).toBe('text');
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('says what to do about a file that holds no key', () => {
    writeFileSync(join(dataDir, 'secret.key'), 'half a k');
    expect(() => openSecretBox({ secretKey: null, dataDir })).toThrow(StartProblem);
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe('half a k');
  });

  it('gives consoles that start at once the same key', async () => {
    const seal = `const { openSecretBox } = await import(${JSON.stringify(module)});
      process.stdout.write(openSecretBox({ secretKey: null, dataDir: ${JSON.stringify(dataDir)} }).seal('text', 'x'));`;
    const run = () => promisify(execFile)(process.execPath, ['--import', hooks, '--input-type=module', '-e', seal]);
    const seals = await Promise.all([run(), run(), run()]);
    const box = openSecretBox({ secretKey: null, dataDir });
    expect(seals.map(({ stdout }) => box.open(stdout, 'x'))).toEqual(['text', 'text', 'text']);
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
  }, 60_000);
});
