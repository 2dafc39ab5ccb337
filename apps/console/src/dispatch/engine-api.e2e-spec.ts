import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually, HandMadeEngine, nmapReport } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

let fleet: TestConsole;
beforeAll(async () => {
  fleet = await aConsole();
});
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
});

async function aScan(targets: string, wish: object = {}): Promise<string> {
  const { body } = await fleet
    .asRole('operator')
    .post('/api/v1/scans')
    .send({ targets, ...wish })
    .expect(201);
  return body.id as string;
}
const theScan = async (scanId: string) =>
  (await fleet.asRole('viewer').get(`/api/v1/scans/${scanId}`).expect(200)).body;

describe('joining', () => {
  it('trades a join token for an engine token, once', async () => {
    const wish = { requireApproval: false };
    const { body: join } = await fleet.asRole('admin').post('/api/v1/join-tokens').send(wish).expect(201);
    const ask = (name: string) =>
      fleet.request
        .post('/api/engine/v1/join')
        .set('Authorization', `Bearer ${join.token}`)
        .send({ protocol: 1, name, version: '0.1.0' });
    const answers = await Promise.all([ask('twin a'), ask('twin b')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    const joined = answers.find(({ status }) => status === 201)?.body;
    expect(joined).toMatchObject({ zone: 'default', token: expect.stringMatching(/^sfe_/) });
    const engine = new HandMadeEngine(joined.engineId, fleet.url, joined.token);
    expect(await engine.checkIn()).toMatchObject({ engineId: joined.engineId, leases: [], orders: [], notice: null });
    await ask('twin c').expect(401);
  });

  it('keeps the join token when the name is taken', async () => {
    const { name } = await fleet.anEngine();
    const { body: join } = await fleet.asRole('admin').post('/api/v1/join-tokens').send({}).expect(201);
    const ask = (wish: string) =>
      fleet.request
        .post('/api/engine/v1/join')
        .set('Authorization', `Bearer ${join.token}`)
        .send({ protocol: 1, name: wish, version: '0.1.0' });
    expect((await ask(name)).body.code).toBe('engine_name_taken');
    expect((await ask(`${name} two`)).status).toBe(201);
  });

  it('needs a token', async () => {
    const answer = await fleet.request.post('/api/engine/v1/join').send({ protocol: 1, name: 'x', version: '1' });
    expect(answer.status).toBe(401);
  });
});

describe('checking in', () => {
  it('wakes within a second when a scan is started', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const waiting = engine.checkIn({ waitSeconds: 20 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    const scanId = await aScan('127.0.0.1');
    const { leases } = await waiting;
    expect(Date.now() - asked).toBeLessThan(1000);
    expect(leases).toHaveLength(1);
    expect(leases[0]?.manifest).toMatchObject({
      scanId,
      epoch: 1,
      scanner: 'nmap',
      addressSet: '127.0.0.1',
      excludedSet: '',
    });
  });

  it('answers with nothing when the time is over', async () => {
    const engine = await HandMadeEngine.at(fleet);
    expect(await engine.checkIn({ waitSeconds: 0.3 })).toMatchObject({ leases: [], orders: [] });
  });

  it('gives an engine that has hung up no lease', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const controller = new AbortController();
    const gone = fetch(`${fleet.url}/api/engine/v1/check-in`, {
      method: 'POST',
      headers: { authorization: `Bearer ${engine.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(engine.request({ waitSeconds: 20 })),
      signal: controller.signal,
    }).catch(() => 'gone');
    await new Promise((resolve) => setTimeout(resolve, 300));
    controller.abort();
    expect(await gone).toBe('gone');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const scanId = await aScan('127.0.0.1');
    expect((await theScan(scanId)).shards[0].state).toBe('queued');
  });

  it('tells an engine to abandon what it does not hold', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const held = { shardId: randomUUID(), epoch: 3 };
    expect((await engine.checkIn({ held: [held] })).orders).toEqual([{ ...held, order: 'abandon' }]);
  });

  it('gives a disabled engine nothing and says so', async () => {
    const engine = await HandMadeEngine.at(fleet);
    await fleet.asRole('admin').patch(`/api/v1/engines/${engine.engineId}`).send({ enabled: false }).expect(200);
    await aScan('127.0.0.1');
    const answer = await engine.agent.post('/api/engine/v1/check-in').send(engine.request()).expect(403);
    expect(answer.body.code).toBe('engine_disabled');
    expect(answer.headers['retry-after']).toBe('30');
  });

  it('names the bad line of a policy', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const policy = { allowed: ['127.0.0.0/8', 'anywhere'], denied: [], scanners: ['nmap' as const], maxRate: null };
    const { body } = await engine.agent.post('/api/engine/v1/check-in').send(engine.request({ policy })).expect(422);
    expect(body.issues[0].path).toBe('policy.allowed.1');
  });

  it('refuses a protocol that it does not know yet', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const { body } = await engine.agent
      .post('/api/engine/v1/check-in')
      .send(engine.request({ protocol: 9 }))
      .expect(422);
    expect(body.code).toBe('protocol_too_new');
  });
});

describe('a shard', () => {
  it('goes from lease to delivered, its hosts in the results and its report to be had', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const scanId = await aScan('10.0.0.1-2');
    const { shardId, epoch } = await engine.lease();
    const text = nmapReport('10.0.0.1', '10.0.0.2');
    const started = { argv: ['nmap', '-sT'], notes: ['connect instead of SYN'] };
    const progress = { percent: 50, estimatedEndAt: null, task: 'Connect Scan' };
    await engine.renew(shardId, { epoch, started, progress }).expect(200);
    const half = text.indexOf('</host>') + 10;
    await engine.report(shardId, { epoch, offset: 0, text: text.slice(0, half) }).expect(200);
    const live = await eventually(
      () => theScan(scanId),
      ({ progress: { addressesDone } }) => addressesDone === '1',
    );
    expect(live).toMatchObject({
      state: 'running',
      waitingFor: null,
      shards: [{ state: 'scanning', argv: ['nmap', '-sT'] }],
    });
    expect(live.progress.percent).toBe(50);
    await engine.report(shardId, { epoch, offset: half, text: text.slice(half) }).expect(200);
    await engine.finish(shardId, epoch, text).expect(204);
    await engine.finish(shardId, epoch, text).expect(204);
    const done = await eventually(
      () => theScan(scanId),
      ({ state }) => state === 'completed',
    );
    expect(done).toMatchObject({
      partial: false,
      progress: { percent: 100, addressesDone: '2', hostsUp: 2, openPorts: 2 },
    });
    const { body: results } = await fleet.asRole('viewer').get(`/api/v1/scans/${scanId}/results`).expect(200);
    expect(results.pagination.total).toBe(2);
    expect(results.data[0]).toMatchObject({
      address: '10.0.0.1',
      status: 'up',
      names: ['host-10-0-0-1.invalid'],
      openPorts: [{ protocol: 'tcp', port: 22, service: 'ssh', product: 'OpenSSH' }],
      durationSeconds: 1,
    });
    const download = () =>
      fleet.asRole('viewer').get(`/api/v1/scans/${scanId}/shards/${shardId}/report`).buffer(true).parse(binary);
    const early = await download().expect(200);
    expect(String(early.body)).toBe(text);
    await eventually(
      () =>
        fleet.database.query<{ artifact: string | null }>(`SELECT artifact FROM report WHERE scan_id = $1`, [scanId]),
      (rows) => rows[0]?.artifact !== null,
    );
    const sealed = await download().expect(200);
    expect(String(sealed.body)).toBe(text);
    expect(sealed.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="scan-${scanId.slice(0, 8)}-shard-1-epoch-1.xml"`,
      'x-content-type-options': 'nosniff',
    });
  });

  it('takes report bytes once, refuses a gap, and is not finished before all are there', async () => {
    const engine = await HandMadeEngine.at(fleet);
    await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    const text = nmapReport('10.0.0.1');
    const early = await engine.finish(shardId, epoch, text).expect(409);
    expect(early.body).toMatchObject({ code: 'report_incomplete', issues: [{ token: '0' }] });
    const part = { epoch, offset: 0, text: text.slice(0, 100) };
    expect((await engine.report(shardId, part).expect(200)).body).toEqual({ received: 100 });
    expect((await engine.report(shardId, part).expect(200)).body).toEqual({ received: 100 });
    const gap = await engine.report(shardId, { epoch, offset: 101, text: 'x' }).expect(409);
    expect(gap.body).toMatchObject({ code: 'offset_gap', issues: [{ path: 'offset', token: '100' }] });
    const incomplete = await engine.finish(shardId, epoch, text).expect(409);
    expect(incomplete.body).toMatchObject({ code: 'report_incomplete', issues: [{ token: '100' }] });
    const wrong = await engine.finish(shardId, epoch, text.slice(0, 99) + '!').expect(422);
    expect(wrong.body.code).toBe('report_hash_mismatch');
    await engine.report(shardId, { epoch, offset: 100, text: text.slice(100) }).expect(200);
    await engine.finish(shardId, epoch, text).expect(204);
    const other = await engine
      .finish(shardId, epoch, text, { kind: 'failed', reason: 'scanner_failed', detail: '' })
      .expect(409);
    expect(other.body.code).toBe('lease_lost');
  });

  it('keeps what a scanner finished that was killed, and is queued again without it', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const scanId = await aScan('10.0.0.1-3');
    const { shardId, epoch } = await engine.lease();
    const text = nmapReport('10.0.0.1', '10.0.0.2').split('<runstats>')[0] ?? '';
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    const killed = {
      kind: 'failed',
      reason: 'scanner_killed',
      detail: 'killed by signal 9',
      signal: 'SIGKILL',
      exitCode: null,
    } as const;
    await engine.finish(shardId, epoch, text, killed).expect(204);
    const scan = await eventually(
      () => theScan(scanId),
      ({ shards }) => shards[0].state === 'queued',
    );
    expect(scan.shards[0]).toMatchObject({
      reason: 'scanner_killed',
      detail: 'killed by signal 9',
      attempts: 1,
      addressesDone: '2',
    });
    await fleet.database.query(`UPDATE shard SET not_before = NULL`);
    expect(await engine.lease()).toMatchObject({ shardId, epoch: 2, addressSet: '10.0.0.3' });
  });

  it('that is given back goes to another engine, and a sentence says why it waits when there is none', async () => {
    const engine = await HandMadeEngine.at(fleet);
    await fleet.database.query(`UPDATE engine SET enabled = false WHERE id <> $1`, [engine.engineId]);
    const scanId = await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    await engine.refuse(shardId, epoch).expect(204);
    expect((await engine.checkIn()).leases).toEqual([]);
    expect((await theScan(scanId)).waitingFor).toMatch(
      /^Every engine of zone default .* refused it\. .*outside_policy \(loopback only\)$/,
    );
    const other = await HandMadeEngine.at(fleet);
    expect(await other.lease()).toMatchObject({ shardId, epoch: 2 });
  });

  it('of a run without a byte is tried again for nmap', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const scanId = await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    await engine.finish(shardId, epoch, '').expect(204);
    await engine.finish(shardId, epoch, '').expect(204);
    const { shards } = await theScan(scanId);
    expect(shards[0]).toMatchObject({ state: 'queued', reason: 'report_refused', attempts: 1 });
  });
});

describe('an engine that sends without end', () => {
  it('loses the lease once its report is too large', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const scanId = await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    await engine.report(shardId, { epoch, offset: 0, text: '<nmaprun>' }).expect(200);
    const offset = 1024 ** 3;
    await fleet.database.query(`UPDATE report SET received_bytes = $2 WHERE scan_id = $1`, [scanId, offset]);
    const { body } = await engine.report(shardId, { epoch, offset, text: 'x' }).expect(413);
    expect(body.code).toBe('report_too_large');
    const [report] = await fleet.database.query(`SELECT closed, outcome FROM report WHERE scan_id = $1`, [scanId]);
    expect(report).toMatchObject({ closed: true, outcome: { kind: 'failed', reason: 'report_refused' } });
    expect((await engine.renew(shardId, { epoch }).expect(409)).body.code).toBe('lease_lost');
  });
});

describe('a token', () => {
  it('of another engine learns nothing of a shard, not even that there is one', async () => {
    const [engine, stranger] = [await HandMadeEngine.at(fleet), await HandMadeEngine.at(fleet)];
    await aScan('10.0.0.1');
    const { shardId, epoch } = await engine.lease();
    const text = nmapReport('10.0.0.1');
    await engine.report(shardId, { epoch, offset: 0, text }).expect(200);
    const told = new Set<string>();
    for (const id of [shardId, randomUUID()]) {
      for (const ask of [
        stranger.renew(id, { epoch }),
        stranger.report(id, { epoch, offset: 0, text }),
        stranger.report(id, { epoch, offset: 5, text, format: 'masscan_json' }),
        stranger.report(id, { epoch, offset: 99_999, text }),
        stranger.finish(id, epoch, text),
        stranger.finish(id, epoch, ''),
        stranger.refuse(id, epoch),
      ]) {
        const { body } = await ask.expect(409);
        told.add(JSON.stringify({ ...body, requestId: '' }));
      }
    }
    expect([...told]).toEqual([expect.stringContaining('"lease_lost"')]);
  });

  it('that is wrong, revoked or of another kind gets 401 and no more', async () => {
    const engine = await HandMadeEngine.at(fleet);
    const wrong = new HandMadeEngine(
      engine.engineId,
      fleet.url,
      `${engine.token.slice(0, -1)}${engine.token.endsWith('A') ? 'B' : 'A'}`,
    );
    const operator = new HandMadeEngine(engine.engineId, fleet.url, fleet.keyOf('admin'));
    const revoked = await HandMadeEngine.at(fleet);
    await fleet.asRole('admin').delete(`/api/v1/engines/${revoked.engineId}/token`).expect(204);
    for (const bad of [wrong, operator, revoked]) {
      const answers = [
        await bad.agent.post('/api/engine/v1/check-in').send(bad.request()),
        await bad.renew(randomUUID(), { epoch: 1 }),
        await bad.report(randomUUID(), { epoch: 1, offset: 0, text: 'x' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    }
  });

  it('of an engine opens nothing of the public API', async () => {
    const engine = await HandMadeEngine.at(fleet);
    expect((await engine.agent.get('/api/v1/scans')).status).toBe(401);
  });
});

describe('a console that stops', () => {
  it('answers those who wait at once', async () => {
    const other = await aConsole();
    const engine = await HandMadeEngine.at(other);
    const waiting = engine.checkIn({ waitSeconds: 30 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = Date.now();
    await Promise.all([waiting, other.close()]);
    expect(Date.now() - asked).toBeLessThan(5000);
    expect(await waiting).toMatchObject({ leases: [] });
  });
});

function binary(response: unknown, done: (error: Error | null, body: unknown) => void): void {
  const parts: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on('data', (part: Buffer) => parts.push(part));
  stream.on('end', () => done(null, Buffer.concat(parts)));
}
