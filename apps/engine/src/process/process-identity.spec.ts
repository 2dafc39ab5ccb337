import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from '@jest/globals';
import { identifyProcess, isSameProcess } from './process-identity.js';
import { startScanner, type RunningScanner } from './start-scanner.js';

let scanner: RunningScanner | undefined;
afterEach(() => scanner?.kill());

function start(script: string): RunningScanner {
  scanner = startScanner({
    file: '/bin/sh',
    argv: ['-c', script],
    scratch: '/tmp',
    nice: 0,
    rawWithoutRoot: false,
    chain: [],
  });
  return scanner;
}

describe('a process identity', () => {
  it('is of this process and no other', () => {
    const own = identifyProcess(process.pid);
    expect(own).not.toBeNull();
    expect(own && isSameProcess(own)).toBe(true);
    expect(own && isSameProcess({ ...own, startTicks: '1' })).toBe(false);
    expect(own && isSameProcess({ ...own, bootId: 'another boot' })).toBe(false);
  });

  it('ends with its process', async () => {
    const child = spawn('/bin/sleep', ['30']);
    const identity = identifyProcess(child.pid ?? 0);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(identity && isSameProcess(identity)).toBe(false);
  });
});

describe('a scanner', () => {
  it('is ended with all of its children, also when they ignore SIGTERM', async () => {
    const running = start('trap "" TERM; sleep 60 & sleep 60 & wait');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await running.stop();
    const end = await running.ended;
    expect(end.signal).toBe('SIGKILL');
    const group = running.identity?.pid ?? 0;
    // Signal 0 asks whether the group still has members.
    await expect(async () => {
      for (let turn = 0; turn < 100; turn += 1) {
        process.kill(-group, 0);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }).rejects.toMatchObject({ code: 'ESRCH' });
  });

  it('keeps the end of what it said and never the beginning of too much', async () => {
    const end = await start('head -c 100000 /dev/zero | tr "\\0" x >&2; echo last words >&2; exit 3').ended;
    expect(end.exitCode).toBe(3);
    expect(end.stderrTail).toMatch(/xlast words$/);
    expect(end.stderrTail.length).toBeLessThanOrEqual(4096);
  });

  it('sees none of the engine’s environment', async () => {
    process.env['SCANFLEET_ENGINE_TOKEN'] = 'secret';
    const end = await start('env >&2').ended;
    delete process.env['SCANFLEET_ENGINE_TOKEN'];
    expect(
      end.stderrTail
        .split('\n')
        .map((line) => line.split('=')[0])
        .sort(),
    ).toEqual(['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR']);
  });

  it('that does not exist is an end and not a crash', async () => {
    const missing = startScanner({
      file: '/nonexistent/nmap',
      argv: [],
      scratch: '/tmp',
      nice: 5,
      rawWithoutRoot: false,
      chain: [],
    });
    expect((await missing.ended).startError?.code).toBe('ENOENT');
    await missing.stop();
  });
});
