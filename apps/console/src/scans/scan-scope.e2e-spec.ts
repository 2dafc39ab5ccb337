import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { eventually, HandMadeEngine, nmapReport } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { ToldResolver } from '../../test/ledger-bench.js';
import { canonicalJson, type Json } from './canonical-json.js';
import { NameResolver } from './name-resolver.js';

let fleet: TestConsole;
let engine: HandMadeEngine;
const resolver = new ToldResolver();
beforeAll(async () => {
  fleet = await aConsole({ overrides: (builder) => builder.overrideProvider(NameResolver).useValue(resolver) });
  engine = await HandMadeEngine.at(fleet);
});
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
  await fleet.empty('exclusion');
});

const scans = '/api/v1/scans';
async function aScan(targets: string): Promise<string> {
  return (await fleet.asRole('operator').post(scans).send({ targets }).expect(201)).body.id as string;
}
const theScan = async (scanId: string) => (await fleet.asRole('viewer').get(`${scans}/${scanId}`).expect(200)).body;
const exclude = (targets: string, reason = '') =>
  fleet.asRole('operator').post('/api/v1/exclusions').send({ scope: 'global', targets, reason }).expect(201);
const why = async (scanId: string, address: string) =>
  (await fleet.asRole('viewer').get(`${scans}/${scanId}/why`).query({ address }).expect(200)).body;

describe('a new exclusion', () => {
  it('reaches the engine of a running shard within ten seconds, which then goes on without it', async () => {
    const scanId = await aScan('10.0.0.1-9');
    const { shardId, epoch } = await engine.lease();
    const text = nmapReport('10.0.0.1').split('<runstats>')[0] ?? '';
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    await eventually(
      () => theScan(scanId),
      ({ progress }) => progress.addressesDone === '1',
    );
    const waiting = engine.checkIn({ waitSeconds: 20, freeSlots: 0, held: [{ shardId, epoch }] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await exclude('10.0.0.5', 'fragile');
    expect((await waiting).orders).toEqual([{ shardId, epoch, order: 'pause' }]);
    expect(Date.now() - asked).toBeLessThan(10_000);
    await engine.finish(shardId, epoch, text, { kind: 'stopped', order: 'pause' }).expect(204);
    const again = await eventually(
      () => engine.checkIn(),
      ({ leases }) => leases.length > 0,
    );
    expect(again.leases[0]?.manifest).toMatchObject({
      shardId,
      epoch: epoch + 1,
      addressSet: '10.0.0.2-10.0.0.4,10.0.0.6-10.0.0.9',
      excludedSet: '10.0.0.5',
    });
    expect(await theScan(scanId)).toMatchObject({ state: 'running', droppedAddresses: '1' });
  });

  it('is noticed by the sweep when nobody rang', async () => {
    await aScan('10.0.0.1-9');
    const { shardId, epoch } = await engine.lease();
    const waiting = engine.checkIn({ waitSeconds: 20, freeSlots: 0, held: [{ shardId, epoch }] });
    await fleet.database.query(
      `INSERT INTO exclusion (id, scope, target, author, created_at) VALUES ($1, 'global', '10.0.0.5', 'test', now())`,
      [randomUUID()],
    );
    const asked = Date.now();
    expect((await waiting).orders).toEqual([{ shardId, epoch, order: 'pause' }]);
    expect(Date.now() - asked).toBeLessThan(10_000);
  });
});

describe('retrying over HTTP', () => {
  it('queues the failed shards, and is refused where there is none', async () => {
    const scanId = await aScan('10.0.0.1');
    const retry = (role: 'operator' | 'viewer') => fleet.asRole(role).post(`${scans}/${scanId}/retry`).send({});
    expect((await retry('operator').expect(409)).body.code).toBe('nothing_to_retry');
    await fleet.database.query(`UPDATE shard SET state = 'failed', reason = 'scanner_failed' WHERE scan_id = $1`, [
      scanId,
    ]);
    await fleet.database.query(`UPDATE scan SET state = 'failed', reason = 'so it was' WHERE id = $1`, [scanId]);
    await retry('viewer').expect(403);
    const { body } = await retry('operator');
    expect(body).toMatchObject({ state: 'planned', reason: null, shards: [{ state: 'queued', reason: null }] });
  });
});

describe('why an address is in or out of a scan', () => {
  it('names the target, the exclusion and the lease that had it', async () => {
    resolver.known.set('www.invalid', ['10.0.1.7', '2001:db8::7']);
    await exclude('10.0.0.3', 'medical');
    const scanId = await aScan('10.0.0.1-5 www.invalid');
    const policy = { allowed: ['10.0.0.0/8', '2001:db8::/32'], denied: [], scanners: ['nmap' as const], maxRate: null };
    const { leases } = await engine.checkIn({ policy, freeSlots: 4, slots: 4 });
    const lease = leases.find(({ manifest }) => manifest.addressSet.includes('10.0.0.1'))?.manifest;
    const { shardId = '', epoch = 0 } = lease ?? {};
    const text = nmapReport('10.0.0.1').split('<runstats>')[0] ?? '';
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    await eventually(
      () => theScan(scanId),
      ({ progress }) => progress.addressesDone === '1',
    );
    expect(await why(scanId, '10.0.0.1')).toMatchObject({
      address: '10.0.0.1',
      included: true,
      explanation: expect.stringMatching(/^10\.0\.0\.1 is in, by 10\.0\.0\.1-5\. Shard \d covered it on engine-\S+\.$/),
      targets: ['10.0.0.1-5'],
      exclusions: [],
      probes: [{ epoch: 1, stage: 1, outcome: null, covered: true, startedAt: expect.any(String) }],
      covered: true,
      observedAt: expect.any(String),
    });
    expect(await why(scanId, '::ffff:10.0.0.2')).toMatchObject({
      address: '10.0.0.2',
      included: true,
      covered: false,
      observedAt: null,
      probes: [{ covered: false }],
    });
    expect(await why(scanId, '10.0.0.3')).toMatchObject({
      included: false,
      explanation: expect.stringContaining(
        'the global exclusion 10.0.0.3 (medical) kept it out when the scan was planned',
      ),
      exclusions: [{ target: '10.0.0.3', scope: 'global', reason: 'medical' }],
      probes: [],
    });
    expect(await why(scanId, '2001:DB8:0::7')).toMatchObject({ address: '2001:db8::7', targets: ['www.invalid'] });
    expect(await why(scanId, '10.9.9.9')).toMatchObject({
      included: false,
      explanation: expect.stringContaining('10.9.9.9 is out: no target of the scan names it.'),
      targets: [],
    });
    await exclude('10.0.0.4', 'new');
    expect(await why(scanId, '10.0.0.4')).toMatchObject({
      included: false,
      explanation: expect.stringContaining('the global exclusion 10.0.0.4 (new) keeps it out from now on'),
      exclusions: [{ target: '10.0.0.4', reason: 'new' }],
    });
  });

  it('is refused for what is no address and for no scan', async () => {
    const scanId = await aScan('10.0.0.1');
    const ask = (id: string, address: string) => fleet.asRole('viewer').get(`${scans}/${id}/why`).query({ address });
    const bad = await ask(scanId, '10.0.0').expect(422);
    expect(bad.body).toMatchObject({ code: 'invalid_address', issues: [{ path: 'address', token: '10.0.0' }] });
    await ask(randomUUID(), '10.0.0.1').expect(404);
  });
});

describe('the scope certificate', () => {
  it('can be downloaded and checked by its hashes', async () => {
    await exclude('10.0.0.3', 'medical');
    const scanId = await aScan('10.0.0.1-5');
    const { shardId, epoch, hash } = await engine.lease();
    const text = nmapReport('10.0.0.1', '10.0.0.2', '10.0.0.4', '10.0.0.5');
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    await engine.finish(shardId, epoch, text).expect(204);
    const sealed = createHash('sha256').update(text).digest('hex');
    const answer = await eventually(
      () => fleet.asRole('viewer').get(`${scans}/${scanId}/certificate`).expect(200),
      ({ body }) => body.state === 'completed' && body.runs[0].reportSha256 !== null,
    );
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="scan-${scanId.slice(0, 8)}.certificate.json"`,
    );
    const { sha256, ...rest } = answer.body;
    expect(
      createHash('sha256')
        .update(canonicalJson(rest as Json))
        .digest('hex'),
    ).toBe(sha256);
    expect(rest).toMatchObject({
      kind: 'scanfleet-scope-certificate',
      scanId,
      targets: ['10.0.0.1-5'],
      exclusions: [{ target: '10.0.0.3', scope: 'global', reason: 'medical' }],
      planned: { addresses: '4', set: '10.0.0.1-10.0.0.2,10.0.0.4-10.0.0.5' },
      excluded: { addresses: '1', set: '10.0.0.3' },
      dropped: { addresses: '0', set: '' },
      probed: { addresses: '4' },
      covered: { addresses: '4' },
      open: { addresses: '0' },
      runs: [{ shard: 1, epoch: 1, manifestHash: hash, addresses: '4', outcome: 'completed', reportSha256: sealed }],
    });
    expect(rest.planned.sha256).toBe(createHash('sha256').update(rest.planned.set).digest('hex'));
  });

  it('and the runs of a shard are there for the scan that has them only', async () => {
    const scanId = await aScan('10.0.0.1');
    const [shard] = (await theScan(scanId)).shards;
    await fleet.asRole('viewer').get(`${scans}/${randomUUID()}/certificate`).expect(404);
    await fleet.asRole('viewer').get(`${scans}/${randomUUID()}/shards/${shard.id}/runs`).expect(404);
    const { body } = await fleet.asRole('viewer').get(`${scans}/${scanId}/shards/${shard.id}/runs`).expect(200);
    expect(body).toEqual({ data: [] });
  });
});
