import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MergedFormat } from '@scanfleet/contracts';
import {
  createReportReader,
  type FinishedEvent,
  type Observation,
  type ReportFormat,
  type StartEvent,
} from '@scanfleet/scan-report';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aConfig } from '../../test/harness.js';
import { answerXml, masscanHead, masscanReport } from '../../test/masscan-report.js';
import { hostXml, nmapReport, reportHead, reportTail, type WrittenHost } from '../../test/nmap-report.js';
import { StageBench } from '../../test/stage-bench.js';
import type { LeasingEngine } from '../scans/ledger/lease-taker.js';
import { ArtifactFolder } from './artifact-folder.js';
import { MergedReport } from './merged-report.js';
import { ReportHosts } from './report-hosts.js';
import { ReportReader } from './report-reader.js';
import type { ReportRow } from './report-store.js';

interface Xml2js {
  parseStringPromise(text: string): Promise<{ nmaprun: { host?: { address: { $: { addr: string } }[] }[] } }>;
}
const xml2js = createRequire(import.meta.url)('xml2js') as Xml2js;

/** Counts what is read of reports. */
class CountingReader extends ReportReader {
  count = 0;
  override async *bytes(report: ReportRow): AsyncGenerator<Buffer> {
    for await (const part of super.bytes(report)) {
      this.count += part.length;
      yield part;
    }
  }
}

const ssh = { port: 22, name: 'ssh', product: 'OpenSSH' };
const aHost = (address: string, wish: Partial<WrittenHost> = {}): WrittenHost => ({ address, ports: [ssh], ...wish });
const plain = { scanner: 'nmap', options: '-sS', followUp: null } as const;

describe('the merged report', () => {
  let bench: StageBench;
  let engine: LeasingEngine;
  let reader: CountingReader;
  let merged: MergedReport;
  const dataDir = mkdtempSync(join(tmpdir(), 'merged-'));
  beforeAll(async () => {
    bench = await StageBench.open();
    const folder = new ArtifactFolder(aConfig({ databaseUrl: 'postgres://unused', dataDir }));
    reader = new CountingReader(bench.ingests.ledgers.reports, folder);
    merged = new MergedReport(bench.database, bench.ingests.ledgers.bench.clock, new ReportHosts(reader));
  });
  afterAll(async () => {
    await bench.close();
    rmSync(dataDir, { recursive: true });
  });
  beforeEach(async () => {
    await bench.clear();
    engine = await bench.anEngine();
  });

  async function download(scanId: string, format: MergedFormat = 'xml', stage = 1): Promise<string> {
    const parts: Buffer[] = [];
    const file = await merged.open({ scanId, stage, format });
    for await (const part of file.getStream()) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  }
  const nameOf = async (scanId: string): Promise<string> =>
    String((await merged.open({ scanId, stage: 1, format: 'xml' })).getHeaders().disposition);

  function read(text: string, format: ReportFormat = 'nmap-xml') {
    const parser = createReportReader(format);
    const events = [...parser.write(Buffer.from(text)), ...parser.end()];
    return {
      hosts: events.flatMap((event) => (event.kind === 'host' ? [event.observation] : [])),
      finished: events.find((event): event is FinishedEvent => event.kind === 'finished'),
      start: events.find((event): event is StartEvent => event.kind === 'start'),
      problems: events.filter(({ kind }) => kind === 'problem'),
    };
  }
  const ports = (hosts: readonly Observation[]): string[] =>
    hosts.map(({ address, services }) => `${address} ${services.map(({ port }) => port).join()}`).sort();

  async function observed(scanId: string): Promise<Observation[]> {
    const rows = await bench.database.query<{ data: Observation }>(
      'SELECT data FROM observation WHERE scan_id = $1 ORDER BY address',
      [scanId],
    );
    return rows.map(({ data }) => data);
  }

  it('tells every complete host of all shards and epochs once, as the scan has it', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29', '10.0.0.8/29'] });
    const lost = await bench.lease(engine);
    const started = hostXml(aHost('10.0.0.3')).slice(0, 200);
    await bench.send(lost, reportHead() + [aHost('10.0.0.1'), aHost('10.0.0.2')].map(hostXml).join('') + started);
    bench.clock.pass(60);
    await bench.ingests.ledgers.expiry.sweep();
    await bench.ingest(lost);
    await bench.run(engine, nmapReport([aHost('10.0.0.3'), aHost('10.0.0.4', { status: 'down', ports: [] })]));
    await bench.run(engine, nmapReport([aHost('10.0.0.9', { ports: [{ port: 80 }], names: ['a & <b>.invalid'] })]));
    const text = await download(scanId);
    const { hosts, finished, problems } = read(text);
    expect(problems).toEqual([]);
    expect(ports(hosts)).toEqual(['10.0.0.1 22', '10.0.0.2 22', '10.0.0.3 22', '10.0.0.4 ', '10.0.0.9 80']);
    expect(hosts.filter(({ status }) => status === 'up').sort((a, b) => (a.address < b.address ? -1 : 1))).toEqual(
      await observed(scanId),
    );
    expect(finished).toMatchObject({ exit: 'success', hostsUp: 4, hostsDown: 1, hostsTotal: 5 });
    const { nmaprun } = await xml2js.parseStringPromise(text);
    expect(nmaprun.host?.map(({ address }) => address[0]?.$.addr).sort()).toEqual(
      hosts.map(({ address }) => address).sort(),
    );
    expect(await nameOf(scanId)).toBe(`attachment; filename="scan-${scanId.slice(0, 8)}-stage-1.xml"`);
  });

  it('takes the latest complete record of a host', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29'] });
    const first = await bench.lease(engine);
    await bench.send(first, reportHead() + hostXml(aHost('10.0.0.1', { timedOut: true })));
    bench.clock.pass(60);
    await bench.database.query(`UPDATE shard SET covered_set = '', covered_count = 0 WHERE scan_id = $1`, [scanId]);
    await bench.ingests.ledgers.expiry.sweep();
    await bench.ingest(first);
    await bench.run(engine, nmapReport([aHost('10.0.0.1', { ports: [ssh, { port: 80 }] })]));
    expect(ports(read(await download(scanId)).hosts)).toEqual(['10.0.0.1 22,80']);
  });

  it('tells nothing of addresses that were refused, and nothing behind what could not be read', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29'] });
    const evil = hostXml(aHost('198.51.100.7'));
    const run = await bench.lease(engine);
    await bench.send(
      run,
      `${reportHead()}${hostXml(aHost('10.0.0.1'))}${evil}<!-- <host> secret --><host <<<${hostXml(aHost('10.0.0.2'))}`,
    );
    const text = await download(scanId);
    expect(ports(read(text).hosts)).toEqual(['10.0.0.1 22']);
    expect(text).not.toContain('198.51.100.7');
    expect(text).not.toContain('secret');
  });

  it('says of a running scan that it is not all, and of a cancelled one too', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29'] });
    const run = await bench.lease(engine);
    await bench.send(run, reportHead() + hostXml(aHost('10.0.0.1')));
    for (const format of ['xml', 'grepable', 'normal'] as const) {
      expect((await download(scanId, format)).replaceAll('&#45;', '-')).toContain(
        'The scan is running: this is what was there at 2026-',
      );
    }
    expect(read(await download(scanId)).finished).toMatchObject({ exit: 'error', hostsUp: 1, hostsTotal: 1 });
    expect(await nameOf(scanId)).toContain('-stage-1-so-far.xml"');
    await bench.send(run, reportTail);
    await bench.database.query(`UPDATE scan SET state = 'cancelled', finished_at = now() WHERE id = $1`, [scanId]);
    expect(await download(scanId)).toContain('The scan was cancelled');
  });

  it("comes in nmap's own three forms, with the same hosts", async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29'] });
    await bench.run(
      engine,
      nmapReport([aHost('10.0.0.1'), aHost('10.0.0.2', { ports: [ssh, { port: 443, name: 'https' }] })]),
    );
    const grepable = read(await download(scanId, 'grepable'), 'nmap-grepable');
    expect(grepable.problems).toEqual([]);
    expect(ports(grepable.hosts.filter(({ services }) => services.length > 0))).toEqual([
      '10.0.0.1 22',
      '10.0.0.2 22,443',
    ]);
    const normal = await download(scanId, 'normal');
    expect(normal).toMatch(/Nmap scan report for 10\.0\.0\.2\n[^]*443\/tcp open +https/);
    expect(normal).toMatch(/-- 2 IP addresses \(2 hosts up\) scanned in/);
  });

  it("comes in masscan's own three forms, each answer once", async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'], followUp: null });
    const answers = [
      { address: '10.0.0.1', port: 22 },
      { address: '10.0.0.1', port: 80 },
      { address: '10.0.0.2', port: 53, protocol: 'udp' },
    ];
    const lost = await bench.lease(engine);
    await bench.send(lost, masscanHead + answers.slice(0, 2).map(answerXml).join(''));
    bench.clock.pass(60);
    await bench.ingests.ledgers.expiry.sweep();
    await bench.ingest(lost);
    await bench.run(engine, masscanReport([...answers, { address: '10.0.9.9', port: 1 }]));
    for (const [format, name] of [
      ['xml', 'masscan-xml'],
      ['json', 'masscan-json'],
      ['list', 'masscan-list'],
    ] as const) {
      const { hosts, problems } = read(await download(scanId, format), name);
      expect(problems).toEqual([]);
      expect(ports(hosts)).toEqual(['10.0.0.1 22', '10.0.0.1 80', '10.0.0.2 53']);
    }
  });

  it('has the stages apart, and a host that was found again once, with all its ports', async () => {
    const scanId = await bench.aScan({ shards: ['10.0.0.0/29'] });
    const first = await bench.lease(engine);
    await bench.send(
      first,
      masscanHead +
        [
          { address: '10.0.0.1', port: 22 },
          { address: '10.0.0.2', port: 22 },
        ]
          .map(answerXml)
          .join(''),
    );
    bench.clock.pass(5);
    await bench.feed(scanId);
    await bench.run(engine, nmapReport([aHost('10.0.0.1'), aHost('10.0.0.2')], { ports: '22' }));
    await bench.send(first, answerXml({ address: '10.0.0.1', port: 80 }));
    bench.clock.pass(5);
    await bench.feed(scanId);
    await bench.run(engine, nmapReport([aHost('10.0.0.1', { ports: [{ port: 80, name: 'http' }] })], { ports: '80' }));
    expect(ports(read(await download(scanId), 'masscan-xml').hosts)).toEqual([
      '10.0.0.1 22',
      '10.0.0.1 80',
      '10.0.0.2 22',
    ]);
    const { hosts, start } = read(await download(scanId, 'xml', 2));
    expect(ports(hosts)).toEqual(['10.0.0.1 22,80', '10.0.0.2 22']);
    expect(start?.scanInfo).toMatchObject([{ protocol: 'tcp', services: '22,80', count: 2 }]);
    expect(hosts.find(({ address }) => address === '10.0.0.1')?.services[0]?.product).toBe('OpenSSH');
  });

  it('refuses a form that the scanner does not have, and what is not there', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/29'] });
    await expect(download(scanId, 'json')).rejects.toMatchObject({ status: 422, code: 'format_does_not_fit' });
    await expect(download(scanId)).rejects.toMatchObject({ status: 404, code: 'report_not_found' });
    await expect(download('00000000-0000-4000-8000-0000000000ff')).rejects.toMatchObject({
      status: 404,
      code: 'scan_not_found',
    });
    await bench.run(engine, nmapReport([aHost('10.0.0.1')]));
    await expect(download(scanId, 'xml', 2)).rejects.toMatchObject({ status: 404, code: 'report_not_found' });
  });

  it('reads of a large report no more than the download takes', async () => {
    const scanId = await bench.aScan({ ...plain, shards: ['10.0.0.0/16'] });
    const run = await bench.lease(engine);
    const addresses = Array.from({ length: 12_000 }, (_, index) => `10.0.${Math.floor(index / 250)}.${index % 250}`);
    for (let at = -1; at < addresses.length; at += 1_000) {
      const hosts = addresses.slice(Math.max(0, at), at + 1_000).map((address) => hostXml(aHost(address)));
      const part = {
        ...run,
        offset: run.sent,
        bytes: Buffer.from((at < 0 ? reportHead() : '') + hosts.join('')),
        format: 'nmap_xml' as const,
      };
      run.sent = await bench.database.transaction((tx) => bench.ingests.ledgers.reports.append(tx, part));
    }
    expect(run.sent).toBeGreaterThan(5_000_000);
    reader.count = 0;
    const file = await merged.open({ scanId, stage: 1, format: 'xml' });
    const stream = file.getStream();
    for await (const part of stream) {
      expect((part as Buffer).length).toBeLessThan(300_000);
      break;
    }
    expect(reader.count).toBeLessThan(2_100_000);
    reader.count = 0;
    expect(read(await download(scanId)).hosts.map(({ address }) => address)).toEqual(addresses);
    expect(reader.count).toBe(run.sent);
  });
});
