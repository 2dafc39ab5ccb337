import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { RunningProgram } from '../rig/run-program.js';

const driver = join(import.meta.dirname, '../../../../tools/rigs/chaos.mjs');

/** What the driver prints; see tools/rigs/chaos.mjs. */
interface Verdict {
  wrong: string[];
  lost: number;
  twice: number;
  rework: number;
  faults: number;
}

describe('a scan of 65,536 addresses by eight engines and two consoles, while 50 faults strike all of them', () => {
  it('ends complete: nothing lost, nothing counted twice, at most 5 % done again', async () => {
    const seed = process.env['CHAOS_SEED'] ?? '1';
    const program = RunningProgram.start(process.execPath, [driver, '--faults', '50', '--seed', seed]);
    let out = '';
    program.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await program.exited;
    if (!out.startsWith('{')) throw new Error(`the driver failed: ${program.said}`);
    const verdict = JSON.parse(out) as Verdict;
    expect(verdict).toMatchObject({ wrong: [], lost: 0, twice: 0, faults: 50 });
    expect(verdict.rework).toBeLessThanOrEqual(0.05);
  }, 600_000);
});
