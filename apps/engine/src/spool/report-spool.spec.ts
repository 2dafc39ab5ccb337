import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ReportSpool } from './report-spool.js';
import type { SpoolMeta } from './spool-entry.js';

let folder: string;
let spool: ReportSpool;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scanfleet-spool-'));
  spool = new ReportSpool(folder);
  await spool.leftovers();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const meta: SpoolMeta = { shardId: 'a', epoch: 3, format: 'nmap_xml', scanner: null, outcome: null };
const outcome = { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' } as const;
const inputs = { targets: ['127.0.0.1', '127.0.0.8/30'], excludes: [], scannerGroup: null };
const anEntry = () => spool.create(meta, inputs);

describe('ReportSpool', () => {
  it('writes what the scanner reads, one address a line, for its owner alone', async () => {
    const entry = await anEntry();
    expect(readFileSync(entry.files.targets, 'utf8')).toBe('127.0.0.1\n127.0.0.8/30\n');
    expect(readFileSync(entry.files.excludes, 'utf8')).toBe('');
    expect(statSync(entry.scratch).mode & 0o077).toBe(0);
    expect(statSync(entry.files.targets).mode & 0o077).toBe(0);
  });

  it('finds again after a restart what was not delivered, with its outcome and its scanner', async () => {
    const entry = await anEntry();
    await entry.recordScanner({ pid: 4, startTicks: '5', bootId: 'b' });
    expect((await spool.leftovers()).map((left) => left.meta)).toEqual([
      { ...meta, scanner: { pid: 4, startTicks: '5', bootId: 'b' } },
    ]);
    await entry.recordOutcome(outcome);
    expect((await spool.leftovers()).map((left) => left.meta)).toEqual([{ ...meta, outcome }]);
    await entry.remove();
    expect(await spool.leftovers()).toEqual([]);
  });

  it('removes folders that never got as far as starting a scanner', async () => {
    const half = join(folder, 'spool', 'half');
    mkdirSync(half);
    writeFileSync(join(half, 'meta.json'), '{"shardId": "a", "epo');
    expect(await spool.leftovers()).toEqual([]);
    expect(existsSync(half)).toBe(false);
  });

  it('does not touch a running engine’s folders when it is only asked what is held', async () => {
    await anEntry();
    expect(await new ReportSpool(folder).held()).toEqual([{ shardId: 'a', epoch: 3 }]);
    expect(await new ReportSpool(join(folder, 'nowhere')).held()).toEqual([]);
  });

  it('reads and hashes a report while it grows', async () => {
    const entry = await anEntry();
    expect(await entry.reportSize()).toBe(0);
    expect(await entry.hashReport()).toEqual({
      reportBytes: 0,
      reportHash: createHash('sha256').update('').digest('hex'),
    });
    appendFileSync(entry.files.report, 'hello ');
    appendFileSync(entry.files.report, 'world');
    expect(Buffer.from(await entry.readReport(6, 100)).toString()).toBe('world');
    expect(Buffer.from(await entry.readReport(0, 4)).toString()).toBe('hell');
    expect(await entry.hashReport()).toEqual({
      reportBytes: 11,
      reportHash: createHash('sha256').update('hello world').digest('hex'),
    });
  });
});
