import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLogger } from '@scanfleet/logging';
import { isSameProcess, type ProcessIdentity } from '../process/process-identity.js';
import { startScanner, type RunningScanner } from '../process/start-scanner.js';
import { Leftovers } from './leftovers.js';
import { ReportSpool } from './report-spool.js';

let folder: string;
let scanner: RunningScanner;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scanfleet-leftovers-'));
  scanner = startScanner({
    file: '/bin/sleep',
    argv: ['60'],
    scratch: folder,
    nice: 0,
    rawWithoutRoot: false,
    chain: [],
  });
});
afterEach(() => {
  scanner.kill();
  rmSync(folder, { recursive: true, force: true });
});

const log = createLogger({ level: 'error', format: 'json', name: 'test', destination: { write: () => undefined } });
const never = new AbortController().signal;
function running(): ProcessIdentity {
  if (!scanner.identity) throw new Error('the stand-in does not run');
  return scanner.identity;
}

/** A spool as a killed engine leaves it, and the outcome that the next start writes down. */
async function endLeftover(recorded: ProcessIdentity): Promise<unknown> {
  const spool = new ReportSpool(folder);
  await spool.create(
    { shardId: 'a', epoch: 1, format: 'nmap_xml', scanner: recorded, outcome: null },
    { targets: [], excludes: [], scannerGroup: null },
  );
  await new Leftovers(await spool.leftovers()).endScanners(log, never);
  return (await spool.leftovers())[0]?.meta.outcome;
}

describe('Leftovers', () => {
  it('kills a scanner that outlived its engine before anything else', async () => {
    expect(await endLeftover(running())).toMatchObject({ kind: 'failed', reason: 'engine_stopping' });
    expect(isSameProcess(running())).toBe(false);
  });

  it('does not kill a stranger that has the same process number today', async () => {
    await endLeftover({ ...running(), startTicks: '12345' });
    expect(isSameProcess(running())).toBe(true);
  });
});
