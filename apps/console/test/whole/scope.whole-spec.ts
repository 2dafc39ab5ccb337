import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunningProgram } from '../rig/run-program.js';
import { namespacesHere } from '../rig/test-network.js';

const driver = join(import.meta.dirname, '../../../../tools/rigs/scope.mjs');
const scanners = ['/usr/bin/nmap', '/usr/bin/masscan'].every((path) => existsSync(path));
const withPackets = namespacesHere && scanners ? describe : describe.skip;

/** What the driver prints; see tools/rigs/scope.mjs. */
interface Verdict {
  wrong: string[];
  scans: number;
  packets: number;
  worstMs: number;
}

withPackets('random scans by nmap and masscan, with every packet on the targets’ side captured', () => {
  it('send none to what is excluded, through pause, resume, a killed scanner and exclusions added meanwhile', async () => {
    const program = RunningProgram.start(process.execPath, [driver, '--scans', '12', '--seed', '3']);
    let out = '';
    program.child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    await program.exited;
    if (!out.startsWith('{')) throw new Error(`the driver failed: ${program.said}`);
    const verdict = JSON.parse(out) as Verdict;
    expect(verdict.wrong).toEqual([]);
    expect(verdict.scans).toBe(12);
    expect(verdict.packets).toBeGreaterThan(500);
    expect(verdict.worstMs).toBeLessThanOrEqual(10_000);
  }, 600_000);
});
