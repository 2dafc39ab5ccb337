import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aConfig, aLogger } from '../../test/harness.js';
import { LedgerBench } from '../../test/ledger-bench.js';
import { ArtifactFolder } from './artifact-folder.js';
import { PendingReports } from './pending-reports.js';
import { ReportReader } from './report-reader.js';
import { ReportSealer } from './report-sealer.js';

let bench: LedgerBench;
let dataDir: string;
let folder: ArtifactFolder;
let reader: ReportReader;
let sealer: ReportSealer;
let held: { shardId: string; epoch: number; engineId: string };

beforeAll(async () => {
  bench = await LedgerBench.open();
  dataDir = await mkdtemp(join(tmpdir(), 'scanfleet-artifacts-'));
  folder = new ArtifactFolder(aConfig({ databaseUrl: 'postgres://unused', dataDir }));
  reader = new ReportReader(bench.reports, folder);
  const { database, clock } = bench.bench;
  sealer = new ReportSealer(database, bench.queue, clock, bench.reports, reader, folder, aLogger().logger);
});
afterAll(async () => {
  await bench.close();
  await rm(dataDir, { recursive: true, force: true });
});
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.aScan({ shards: ['10.0.0.1'] });
  held = await bench.leaseOne(await bench.anEngine());
});

const idOf = async (): Promise<string> => {
  const rows = await bench.database.query<{ id: string }>(`SELECT id FROM report WHERE shard_id = $1`, [held.shardId]);
  return rows[0]?.id ?? '';
};
const all = async (bytes: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
};
const chunks = async (): Promise<number> => (await bench.database.query(`SELECT FROM report_chunk`)).length;

describe('appending', () => {
  it('answers with the offset up to which the report is there', async () => {
    expect(await bench.append(held, 0, 'abc')).toBe(3);
    expect(await bench.append(held, 3, 'def')).toBe(6);
    expect((await bench.reports.read(await idOf(), 0, 100)).toString()).toBe('abcdef');
  });

  it('passes over what is there already, whole or in part', async () => {
    await bench.append(held, 0, 'abcdef');
    expect(await bench.append(held, 0, 'abcdef')).toBe(6);
    expect(await bench.append(held, 2, 'cd')).toBe(6);
    expect(await bench.append(held, 4, 'efgh')).toBe(8);
    expect((await bench.reports.read(await idOf(), 0, 100)).toString()).toBe('abcdefgh');
  });

  it('refuses a gap and names the offset that is wanted', async () => {
    const gap = (token: string): unknown =>
      expect.objectContaining({ status: 409, code: 'offset_gap', issues: [expect.objectContaining({ token })] });
    await expect(bench.append(held, 1, 'b')).rejects.toEqual(gap('0'));
    await bench.append(held, 0, 'abc');
    await expect(bench.append(held, 4, 'e')).rejects.toEqual(gap('3'));
  });

  it('starts the shard and makes no report of nothing', async () => {
    expect(await bench.append(held, 0, '')).toBe(0);
    expect(await bench.shard(held.shardId)).toMatchObject({ state: 'scanning' });
    expect(await idOf()).toBe('');
  });

  it('keeps one stream when the same bytes are sent side by side', async () => {
    const sent = await Promise.allSettled(Array.from({ length: 5 }, () => bench.append(held, 0, 'abcdef')));
    // Whoever came second while the report was begun is told where to go on.
    for (const answer of sent) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'offset_gap' });
    }
    expect(await bench.append(held, 6, 'g')).toBe(7);
    expect((await bench.reports.read(await idOf(), 0, 100)).toString()).toBe('abcdefg');
  });

  it('takes no other format in between', async () => {
    await bench.append(held, 0, 'abc');
    const part = { ...held, offset: 3, bytes: Buffer.from('d'), format: 'masscan_json' as const };
    const refused = bench.database.transaction((tx) => bench.reports.append(tx, part));
    await expect(refused).rejects.toMatchObject({ status: 422, code: 'format_changed' });
  });

  it('refuses a report without end', async () => {
    await bench.append(held, 0, 'abc');
    await bench.database.query(`UPDATE report SET received_bytes = $1`, [1024 ** 3]);
    await expect(bench.append(held, 1024 ** 3, 'd')).rejects.toMatchObject({ status: 413, code: 'report_too_large' });
  });
});

describe('reading', () => {
  it('gives any range across chunks', async () => {
    for (const [offset, text] of [
      [0, 'abc'],
      [3, 'd'],
      [4, 'efghi'],
    ] as const)
      await bench.append(held, offset, text);
    const id = await idOf();
    for (let from = 0; from <= 10; from += 1) {
      for (let length = 1; length <= 11; length += 1) {
        const part = await bench.reports.read(id, from, length);
        expect(part.toString()).toBe('abcdefghi'.slice(from, from + length));
      }
    }
  });
});

describe('sealing', () => {
  it('moves a settled report into a compressed file and gives the same bytes from there', async () => {
    const text = '<nmaprun>'.repeat(500);
    await bench.append(held, 0, text);
    await bench.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
    await sealer.seal(await idOf());
    expect(await chunks()).toBe(1);
    await bench.settle(held);
    const before = await bench.reports.get(await idOf());
    await Promise.all([sealer.seal(await idOf()), sealer.seal(await idOf())]);
    expect(await chunks()).toBe(0);
    const after = await bench.reports.get(await idOf());
    expect(after).toMatchObject({
      artifact: expect.stringMatching(/\.zst$/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    if (!before || !after?.artifact) throw new Error('the report is there');
    expect(await all(reader.bytes(after))).toBe(text);
    // Whoever began to read before it was sealed goes on in the file.
    expect(await all(reader.bytes(before))).toBe(text);
    expect(await all(folder.read(after.artifact, text.length - 5))).toBe(text.slice(-5));
  });

  it('lets a reader that has begun go on where it was', async () => {
    const text = Array.from({ length: 300_000 }, (_, line) => `line ${line}\n`).join('');
    await bench.append(held, 0, text);
    await bench.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
    await bench.settle(held);
    const report = await bench.reports.get(await idOf());
    if (!report) throw new Error('the report is there');
    const reading = reader.bytes(report);
    const first = await reading.next();
    await sealer.seal(report.id);
    expect(await chunks()).toBe(0);
    expect(String(first.value) + (await all(reading))).toBe(text);
  });

  it('removes files whose report is gone, and drafts that a crash left, once they are old', async () => {
    await bench.append(held, 0, 'abc');
    await bench.finish(held, { kind: 'completed', exitCode: 0, signal: null, stderrTail: '' });
    await bench.settle(held);
    await sealer.seal(await idOf());
    const { artifact } = (await bench.reports.get(await idOf())) ?? {};
    const root = join(dataDir, 'artifacts');
    const known = (): Promise<Set<string>> => Promise.resolve(new Set());
    expect(await folder.sweep(new Date(), known)).toBe(0);
    for (const name of (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.zst'))) {
      await utimes(join(root, name), new Date(0), new Date(0));
    }
    const report = await idOf();
    await folder.sweep(new Date(), (ids) => Promise.resolve(new Set(ids.filter((id) => id === report))));
    const left = (await readdir(root, { recursive: true })).filter((file) => file.endsWith('.zst'));
    expect(left).toEqual([artifact]);
  });
});

describe('the sweep over pending reports', () => {
  it('rings for reports with bytes or an end that nobody has read, and for no others', async () => {
    const pending = new PendingReports(bench.database, bench.queue);
    await bench.append(held, 0, 'abc');
    const ring = async (): Promise<string[]> => {
      bench.queue.rung.length = 0;
      await pending.ring();
      return bench.queue.rung.map(({ id }) => id);
    };
    const id = await idOf();
    expect(await ring()).toEqual([id]);
    await bench.database.query(`UPDATE report SET ingested_bytes = 3`);
    expect(await ring()).toEqual([]);
    await bench.database.query(`UPDATE report SET closed = true`);
    expect(await ring()).toEqual([id]);
    await bench.database.query(`UPDATE report SET settled = true`);
    expect(await ring()).toEqual([]);
  });
});
