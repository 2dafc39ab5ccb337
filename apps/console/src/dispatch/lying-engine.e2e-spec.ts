import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually, HandMadeEngine, nmapReport } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';

let fleet: TestConsole;
let honest: HandMadeEngine;
let liar: HandMadeEngine;
beforeAll(async () => {
  fleet = await aConsole();
  honest = await HandMadeEngine.at(fleet);
});
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
  liar = await HandMadeEngine.at(fleet);
});

async function aScan(targets: string): Promise<string> {
  const { body } = await fleet.asRole('operator').post('/api/v1/scans').send({ targets }).expect(201);
  return body.id as string;
}
const theScan = async (scanId: string) =>
  (await fleet.asRole('viewer').get(`/api/v1/scans/${scanId}`).expect(200)).body;
const nameOf = async ({ engineId }: HandMadeEngine): Promise<string> =>
  String((await fleet.database.query(`SELECT name FROM engine WHERE id = $1`, [engineId]))[0]?.['name']);

/** A scan that the liar works on, beside one that an honest engine works on. */
async function twoScans() {
  const lied = await aScan('10.0.0.1-4');
  const lease = await liar.lease();
  const other = await aScan('10.0.9.1');
  const held = await honest.lease();
  return { lied, lease, other, held };
}

/** Whatever was lied, the other scan goes on to its end. */
async function expectHarmless({ other, held }: { other: string; held: { shardId: string; epoch: number } }) {
  const text = nmapReport('10.0.9.1');
  await honest.report(held.shardId, { epoch: held.epoch, offset: 0, text }).expect(200);
  await honest.finish(held.shardId, held.epoch, text).expect(204);
  const scan = await eventually(
    () => theScan(other),
    ({ state }) => state === 'completed',
  );
  expect(scan).toMatchObject({ partial: false, problems: [], refusedAddresses: 0, progress: { hostsUp: 1 } });
}

describe('an engine that lies', () => {
  it('about a foreign shard, an old epoch or one to come learns nothing and changes nothing', async () => {
    const { lied, lease, other, held } = await twoScans();
    const text = nmapReport('10.0.9.1');
    const wrong = [
      { shardId: held.shardId, epoch: held.epoch },
      { shardId: lease.shardId, epoch: lease.epoch - 1 || 7 },
      { shardId: lease.shardId, epoch: lease.epoch + 1 },
      { shardId: randomUUID(), epoch: 1 },
    ];
    for (const { shardId, epoch } of wrong) {
      for (const ask of [
        liar.renew(shardId, { epoch, progress: { percent: 100, estimatedEndAt: null, task: null } }),
        liar.report(shardId, { epoch, offset: 0, text }),
        liar.finish(shardId, epoch, text),
        liar.refuse(shardId, epoch),
      ]) {
        expect((await ask.expect(409)).body.code).toBe('lease_lost');
      }
    }
    expect((await theScan(lied)).shards[0]).toMatchObject({ state: 'leased', epoch: lease.epoch });
    await expectHarmless({ other, held });
  });

  it('about an offset is told the wanted one', async () => {
    const { lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    await liar.report(shardId, { epoch, offset: 0, text: '<nmaprun>' }).expect(200);
    const gap = await liar.report(shardId, { epoch, offset: 10, text: 'x' }).expect(409);
    expect(gap.body).toMatchObject({ code: 'offset_gap', issues: [{ token: '9' }] });
    await expectHarmless({ other, held });
  });

  it('about addresses outside of its manifest has them refused, counted and shown with its name', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    const text = nmapReport('10.0.0.1', '10.0.9.1', '198.51.100.7');
    await liar.report(shardId, { epoch, offset: 0, text }).expect(200);
    const scan = await eventually(
      () => theScan(lied),
      ({ refusedAddresses }) => refusedAddresses === 2,
    );
    expect(scan.problems).toEqual([
      `The report of shard 1 from ${await nameOf(liar)} names addresses that it was not to scan, such as 10.0.9.1, 198.51.100.7. They were counted and not taken.`,
    ]);
    expect(scan.progress).toMatchObject({ addressesDone: '1', hostsUp: 1 });
    const { body: hosts } = await fleet.asRole('viewer').get('/api/v1/hosts?search=198.51.100.7').expect(200);
    expect(hosts.data).toEqual([]);
    await expectHarmless({ other, held });
  });

  it('about the hash of its report is refused, and the scan says so', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    const text = nmapReport('10.0.0.1');
    await liar.report(shardId, { epoch, offset: 0, text }).expect(200);
    for (const said of [text.replace('ssh', 'ftp'), text.slice(0, -1)]) {
      expect((await liar.finish(shardId, epoch, said).expect(422)).body.code).toBe('report_hash_mismatch');
    }
    const scan = await theScan(lied);
    expect(scan.problems).toEqual([
      `${await nameOf(liar)}, at work on shard 1, says that it is done, but the bytes that arrived are not those that the engine counted and hashed.`,
    ]);
    expect(scan.state).toBe('running');
    await expectHarmless({ other, held });
  });

  it('with bytes that are no report is cut off, and the scan says so', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    const garbage = `<html><body>${'no report '.repeat(20_000)}`;
    await liar.report(shardId, { epoch, offset: 0, text: garbage }).expect(200);
    await eventually(
      () => fleet.database.query(`SELECT refusal FROM report WHERE shard_id = $1`, [shardId]),
      (rows) => rows[0]?.['refusal'] !== null,
    );
    const refused = await liar.report(shardId, { epoch, offset: garbage.length, text: 'more' }).expect(422);
    expect(refused.body.code).toBe('report_refused');
    const scan = await eventually(
      () => theScan(lied),
      ({ shards }) => shards[0].state === 'queued',
    );
    expect(scan.shards[0]).toMatchObject({ reason: 'report_refused', attempts: 1 });
    const name = await nameOf(liar);
    expect(scan.problems).toContainEqual(
      expect.stringContaining(`${name}, at work on shard 1, had its report cut off: The report was refused`),
    );
    expect((await liar.renew(shardId, { epoch }).expect(409)).body.code).toBe('lease_lost');
    await expectHarmless({ other, held });
  });

  it('without end is cut off at the largest size, and the scan says so', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    await liar.report(shardId, { epoch, offset: 0, text: '<nmaprun>' }).expect(200);
    const offset = 1024 ** 3;
    await fleet.database.query(`UPDATE report SET received_bytes = $2 WHERE shard_id = $1`, [shardId, offset]);
    expect((await liar.report(shardId, { epoch, offset, text: 'x' }).expect(413)).body.code).toBe('report_too_large');
    expect((await theScan(lied)).problems).toEqual([
      expect.stringContaining(
        `${await nameOf(liar)}, at work on shard 1, had its report cut off: The report is larger`,
      ),
    ]);
    await expectHarmless({ other, held });
  });

  it('that it probed nothing, after it has said that the scanner was started, has failed', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    await liar.renew(shardId, { epoch, started: { argv: ['nmap'], notes: [] } }).expect(200);
    await liar.refuse(shardId, epoch).expect(204);
    const { body } = await fleet.asRole('viewer').get(`/api/v1/scans/${lied}/shards/${shardId}/runs`).expect(200);
    expect(body.data).toEqual([
      expect.objectContaining({
        epoch,
        engine: { id: liar.engineId, name: await nameOf(liar) },
        outcome: 'failed',
        reason: 'outside_policy',
        startedAt: expect.any(String),
      }),
    ]);
    await expectHarmless({ other, held });
  });

  it('about its progress is refused, or not believed', async () => {
    const { lied, lease, other, held } = await twoScans();
    const { shardId, epoch } = lease;
    const claim = (progress: object) =>
      liar.renew(shardId, { epoch, progress: { task: null, estimatedEndAt: null, ...progress } });
    for (const percent of [-1, 101, 1e308, 'all']) {
      expect((await claim({ percent }).expect(400)).body.issues[0].path).toBe('progress.percent');
    }
    for (const estimatedEndAt of ['9999-12-31T23:59:59.000Z', '1970-01-01T00:00:00.000Z']) {
      await claim({ percent: 100, estimatedEndAt }).expect(200);
      expect((await theScan(lied)).progress.estimatedEndAt).toBeNull();
    }
    expect((await theScan(lied)).state).not.toBe('completed');
    await expectHarmless({ other, held });
  });
});
