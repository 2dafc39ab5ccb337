import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { RunningProgram } from '../rig/run-program.js';

const driver = join(import.meta.dirname, '../../../../tools/rigs/blackout.mjs');

/** What the driver prints; see tools/rigs/blackout.mjs. */
interface Verdict {
  wrong: string[];
  scans: number;
  silentMs: number;
  twice: number;
  begunAgain: number;
}

describe('fifty scans that run on one engine, and a blackout that begins by its time', () => {
  it('are silent within five seconds, and complete after it with no host scanned twice', async () => {
    const program = RunningProgram.start(process.execPath, [driver, '--scans', '50']);
    let out = '';
    program.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await program.exited;
    if (!out.startsWith('{')) throw new Error(`the driver failed: ${program.said}`);
    const verdict = JSON.parse(out) as Verdict;
    expect(verdict).toMatchObject({ wrong: [], scans: 51, twice: 0 });
    expect(verdict.silentMs).toBeLessThanOrEqual(5_000);
    // The host that each scanner was in the middle of, at most.
    expect(verdict.begunAgain).toBeLessThanOrEqual(50);
  }, 300_000);
});
