import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aManifest } from './a-manifest.js';
import { expectSoon } from './engine-process.js';
import { FakeConsole } from './fake-console.js';

const app = join(import.meta.dirname, '..');
const executable = join(app, 'dist/scanfleet-engine');
let fake: FakeConsole;
let folder: string;
let engine: ChildProcess | undefined;
let ended: Promise<unknown> = Promise.resolve();
let output = '';

beforeAll(async () => {
  execFileSync(process.execPath, [join(app, 'build-executable.mjs')], { stdio: 'pipe' });
  fake = await new FakeConsole().start();
  folder = mkdtempSync(join(tmpdir(), 'scanfleet-executable-'));
  const config = { consoleUrl: fake.url, token: 'engine-token', dataDir: join(folder, 'data'), logFormat: 'json' };
  writeFileSync(join(folder, 'engine.json'), JSON.stringify(config));
}, 120_000);
afterAll(async () => {
  engine?.kill('SIGKILL');
  await ended;
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts it with nothing in its environment, not even a PATH on which a Node could be found. */
function start(...argv: string[]): Promise<number | null> {
  output = '';
  engine = spawn(executable, argv, { env: {}, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  engine.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  engine.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const end = new Promise<number | null>((resolve) => engine?.once('close', resolve));
  ended = end;
  return end;
}

describe('the standalone executable', () => {
  it('has the checksum that lies beside it', () => {
    const [hash, name] = readFileSync(`${executable}.sha256`, 'utf8').trim().split('  ');
    expect(name).toBe('scanfleet-engine');
    expect(createHash('sha256').update(readFileSync(executable)).digest('hex')).toBe(hash);
  });

  it('says its version and nothing else', async () => {
    expect(await start('--version')).toBe(0);
    const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { version: string };
    expect(output).toBe(`${version}\n`);
  });

  it('checks what a start needs', async () => {
    expect(await start('--check', '--config', 'engine.json')).toBe(0);
    expect(output).toContain('accepts this engine as "fake"');
    expect(output).toMatch(/ok +nmap 7\.\d+ at /);
    expect(output).not.toMatch(/experimental|warning: Single/i);
  });

  it('takes a shard, scans it with a real nmap and delivers the report', async () => {
    const record = fake.offer(aManifest());
    const end = start('--config', 'engine.json');
    const finish = await expectSoon('the shard to be finished', () => record.finish, 30_000);
    expect(finish.outcome).toMatchObject({ kind: 'completed', exitCode: 0 });
    expect(record.report.toString('utf8').trimEnd()).toMatch(/<\/nmaprun>$/);
    engine?.kill('SIGTERM');
    await end;
    expect(engine?.signalCode).toBe('SIGTERM');
    expect(fake.badRequests).toEqual([]);
  });
});
