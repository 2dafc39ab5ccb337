import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aManifest } from './a-manifest.js';
import { EngineProcess, expectSoon } from './engine-process.js';
import { FakeConsole } from './fake-console.js';

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;
const MEBIBYTE = 1024 * 1024;

let fake: FakeConsole;
let engine: EngineProcess;
beforeEach(async () => {
  fake = await new FakeConsole().start();
  engine = new EngineProcess({ consoleUrl: fake.url, slots: 1 });
  mkdirSync(engine.dataDir, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,nr_inodes=200,mode=700', 'scanfleet-test', engine.dataDir]);
});
afterEach(async () => {
  engine.kill('SIGKILL');
  await engine.end();
  execFileSync('umount', ['--lazy', engine.dataDir]);
  await engine.dispose();
  await fake.stop();
  expect(fake.badRequests).toEqual([]);
});

asRoot('an engine whose disk is full', () => {
  it('asks for nothing and refuses nothing, and takes work soon after there is room again', async () => {
    const ballast = join(engine.dataDir, 'ballast');
    writeFileSync(ballast, Buffer.alloc(40 * MEBIBYTE));
    const record = fake.offer(aManifest());
    engine.start();
    await expectSoon('two check-ins', () => fake.checkIns.length >= 2, 20_000);
    expect(fake.checkIns.map(({ freeSlots }) => freeSlots)).toEqual(fake.checkIns.map(() => 0));
    expect(record.refusal).toBeNull();
    rmSync(ballast);
    await expectSoon('the shard to be finished', () => record.finish, 20_000);
    expect(record.refusal).toBeNull();
  });

  it('refuses one shard at most where only trying shows it, and takes work soon after there is room again', async () => {
    engine.start();
    await expectSoon('a check-in', () => fake.checkIns.length >= 1, 20_000);
    const ballast = join(engine.dataDir, 'ballast');
    mkdirSync(ballast);
    const fill = (): void => {
      for (let file = 0; file < 1000; file += 1) writeFileSync(join(ballast, String(file)), '');
    };
    expect(fill).toThrow('ENOSPC');
    const [first, second] = [fake.offer(aManifest()), fake.offer(aManifest())];
    await expectSoon('a refusal', () => first.refusal, 20_000);
    // Idle, and still without a free slot.
    const holdsBack = () => fake.checkIns.some(({ freeSlots, held }) => freeSlots === 0 && held.length === 0);
    await expectSoon('a check-in that asks for nothing', holdsBack, 20_000);
    expect(second.refusal).toBeNull();
    rmSync(ballast, { recursive: true });
    await expectSoon('the other shard to be finished', () => second.finish, 20_000);
    expect(first.refusal?.reason).toBe('disk_full');
    expect(second.refusal).toBeNull();
  });
});
