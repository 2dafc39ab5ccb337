import type { Scan, ScanCommand } from '@scanfleet/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually as asked, HandMadeEngine, nmapReport } from '../../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../../test/harness.js';
import { answerXml, masscanHead, masscanTail } from '../../../test/masscan-report.js';

let fleet: TestConsole;
let engine: HandMadeEngine;
let sweep: ScanCommand;
const both = {
  scanners: [
    { name: 'nmap' as const, version: '7.93', raw: true },
    { name: 'masscan' as const, version: '1.3.2', raw: true },
  ],
  policy: { allowed: ['10.0.0.0/8'], denied: [], scanners: ['nmap' as const, 'masscan' as const], maxRate: null },
};

beforeAll(async () => {
  fleet = await aConsole();
  engine = await HandMadeEngine.at(fleet);
  const wish = { name: 'Sweep and look', scanner: 'masscan', options: '-p 1-1000', followUp: '-sV' };
  sweep = (await fleet.asRole('operator').post('/api/v1/scan-commands').send(wish).expect(201)).body as ScanCommand;
});
afterAll(() => fleet.close());

const eventually = (isSo: () => Promise<boolean>): Promise<boolean> => asked(isSo, (so) => so);
const theScan = async (scanId: string): Promise<Scan> =>
  (await fleet.asRole('viewer').get(`/api/v1/scans/${scanId}`).expect(200)).body as Scan;
const start = async (targets: string): Promise<string> => {
  const wish = { targets, commandId: sweep.id };
  return ((await fleet.asRole('operator').post('/api/v1/scans').send(wish).expect(201)).body as Scan).id;
};
const lease = async () => {
  let found: Awaited<ReturnType<HandMadeEngine['lease']>> | undefined;
  await eventually(async () => {
    found = (await engine.checkIn(both)).leases[0]?.manifest;
    return found !== undefined;
  });
  if (!found) throw new Error('there was no lease');
  return found;
};
const download = (scanId: string, query: string) =>
  fleet
    .asRole('viewer')
    .get(`/api/v1/scans/${scanId}/report?${query}`)
    .buffer(true)
    .parse((answer, done) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done(null, Buffer.concat(parts).toString()));
    });

describe('a scan of two stages', () => {
  it('looks at what masscan found while masscan runs, and shows the progress and the report of both', async () => {
    const scanId = await start('10.0.0.0/28');
    expect(await theScan(scanId)).toMatchObject({
      followUp: '-sV',
      stages: [
        { stage: 1, scanner: 'masscan', options: '-p 1-1000', plannedAddresses: '16', shardCount: 1, percent: 0 },
        { stage: 2, scanner: 'nmap', options: '-sV', plannedAddresses: '0', shardCount: 0, percent: 0 },
      ],
    });
    const first = await lease();
    const part = masscanHead + answerXml({ address: '10.0.0.1', port: 22 });
    const send = { epoch: first.epoch, offset: 0, text: part, format: 'masscan_xml' };
    await engine.report(first.shardId, send).expect(200);
    await eventually(async () => (await theScan(scanId)).shardCount === 2);
    const running = await theScan(scanId);
    expect(running.stages[1]).toMatchObject({ plannedAddresses: '1', shardCount: 1, shardsEnded: 0, percent: 0 });
    expect(running.shards[1]).toMatchObject({ number: 2, stage: 2, state: 'queued', addressCount: '1' });
    expect(running.shards[1]?.waitingFor).toEqual(expect.stringContaining('Waits for'));
    const second = await lease();
    expect(second).toMatchObject({
      scanner: 'nmap',
      addressSet: '10.0.0.1',
      options: [{ name: '-sV' }, { name: '-p', value: '22' }, { name: '-Pn' }],
    });
    const seen = nmapReport('10.0.0.1');
    await engine.report(second.shardId, { epoch: second.epoch, offset: 0, text: seen }).expect(200);
    await engine.finish(second.shardId, second.epoch, seen).expect(204);
    await eventually(async () => (await theScan(scanId)).stages[1]?.shardsEnded === 1);
    // All that was found is done, but the first stage may find more.
    expect(await theScan(scanId)).toMatchObject({
      state: 'running',
      progress: { percent: 0, openPorts: 1, hostsUp: 1 },
    });
    const whole = part + masscanTail;
    await engine.report(first.shardId, { ...send, offset: Buffer.byteLength(part), text: masscanTail }).expect(200);
    await engine.finish(first.shardId, first.epoch, whole).expect(204);
    await eventually(async () => (await theScan(scanId)).state === 'completed');
    expect(await theScan(scanId)).toMatchObject({
      partial: false,
      progress: { percent: 100, addressesDone: '16', openPorts: 1 },
      droppedAddresses: '0',
      stages: [
        { percent: 100, addressesDone: '16', shardsEnded: 1 },
        { percent: 100, addressesDone: '1', plannedAddresses: '1', shardsEnded: 1 },
      ],
    });
    const sweepReport = await download(scanId, 'format=list').expect(200);
    expect(sweepReport.body).toContain('open tcp 22 10.0.0.1 1700000001\n');
    const look = await download(scanId, 'stage=2').expect(200);
    expect(look.body).toContain('<host ');
    expect(look.body).toContain('product="OpenSSH"');
    expect(look.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="scan-${scanId.slice(0, 8)}-stage-2.xml"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  }, 30_000);

  it('completes without a second stage when nothing answers', async () => {
    const scanId = await start('10.0.0.0/28');
    const first = await lease();
    const text = masscanHead + masscanTail;
    await engine.report(first.shardId, { epoch: first.epoch, offset: 0, text, format: 'masscan_xml' }).expect(200);
    await engine.finish(first.shardId, first.epoch, text).expect(204);
    await eventually(async () => (await theScan(scanId)).state === 'completed');
    expect((await theScan(scanId)).stages[1]).toMatchObject({ percent: 100, shardCount: 0 });
  });

  it('refuses forms that do not fit, naming those that do, and reports that are not there', async () => {
    const scanId = await start('10.0.0.0/28');
    const report = (query: string) => fleet.asRole('viewer').get(`/api/v1/scans/${scanId}/report?${query}`);
    const wrong = await report('format=normal').expect(422);
    expect(wrong.body).toMatchObject({
      code: 'format_does_not_fit',
      message: expect.stringContaining('xml, json or list'),
      issues: [{ path: 'format', token: 'normal' }],
    });
    expect((await report('stage=2&format=json').expect(422)).body.message).toContain('xml, grepable or normal');
    expect((await report('').expect(404)).body.code).toBe('report_not_found');
    await report('stage=3').expect(400);
    await report('format=pdf').expect(400);
    await fleet.request.get(`/api/v1/scans/${scanId}/report`).expect(401);
  });
});
