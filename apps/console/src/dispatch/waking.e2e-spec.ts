import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CheckInAnswer, CheckInRequest } from '@scanfleet/contracts';
import { HandMadeEngine } from '../../test/hand-made-engine.js';
import { aConsole, type TestConsole } from '../../test/harness.js';
import { Doorbell } from './doorbell.js';
import { WorkProbe } from './work-probe.js';

let fleet: TestConsole;
let engines: HandMadeEngine[];
beforeAll(async () => {
  fleet = await aConsole();
  engines = [];
  for (let at = 0; at < 40; at += 1) engines.push(await HandMadeEngine.at(fleet));
}, 60_000);
afterAll(async () => fleet.close());
beforeEach(async () => {
  await fleet.empty('scan');
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** All engines wait, each as `wishes` has it; answers with what they are told, and when. */
async function allWait(
  wishes: (at: number) => Partial<CheckInRequest>,
): Promise<Promise<{ at: number; when: number; answer: CheckInAnswer }>[]> {
  const answers = engines.map(async (engine, at) => {
    const answer = await engine.checkIn({ waitSeconds: 4, ...wishes(at) });
    return { at, when: Date.now(), answer };
  });
  await pause(1500);
  return answers;
}

async function aScan(targets: string): Promise<string> {
  const wish = { targets, confirmLarge: true };
  const { body } = await fleet.asRole('operator').post('/api/v1/scans').send(wish).expect(201);
  return body.id as string;
}

describe('a scan that begins while many engines wait', () => {
  it('goes at once to the only one that may take it, and the others are not bothered', async () => {
    const policy = { denied: [], scanners: ['nmap' as const], maxRate: null };
    const waits = await allWait((at) => ({ policy: { ...policy, allowed: [at === 33 ? '10.0.0.0/8' : '127.0.0.2'] } }));
    const asked = Date.now();
    await aScan('10.0.0.1');
    const taken = await Promise.race(waits);
    expect(taken.at).toBe(33);
    expect(taken.answer.leases).toHaveLength(1);
    expect(taken.when - asked).toBeLessThan(1000);
    const others = (await Promise.all(waits)).filter(({ at }) => at !== 33);
    expect(others.every(({ answer }) => answer.leases.length === 0)).toBe(true);
  }, 30_000);

  it('goes to all of them within a second when it has a shard for each', async () => {
    const waits = await allWait(() => ({}));
    const asked = Date.now();
    const scanId = await aScan('10.0.0.0/21');
    const [shards] = await fleet.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM shard WHERE scan_id = $1`,
      [scanId],
    );
    expect(shards?.n).toBeGreaterThanOrEqual(40);
    const told = await Promise.all(waits);
    expect(told.flatMap(({ answer }) => answer.leases)).toHaveLength(40);
    expect(Math.max(...told.map(({ when }) => when)) - asked).toBeLessThan(2000);
  }, 30_000);

  it('is found although it begins between the look of an engine and its wait', async () => {
    const doorbell = fleet.app.get(Doorbell);
    const listen = doorbell.listen.bind(doorbell);
    let begin: (() => Promise<unknown>) | undefined = () => aScan('10.0.0.7');
    doorbell.listen = (who) => {
      const bell = listen(who);
      return {
        ...bell,
        wait: async (milliseconds, signal) => {
          const now = begin;
          begin = undefined;
          await now?.();
          return bell.wait(milliseconds, signal);
        },
      };
    };
    try {
      const asked = Date.now();
      const { leases } = await (engines[0] as HandMadeEngine).checkIn({ waitSeconds: 8 });
      expect(leases).toHaveLength(1);
      expect(Date.now() - asked).toBeLessThan(3000);
    } finally {
      doorbell.listen = listen;
    }
  }, 30_000);
});

describe('what is queued in a zone', () => {
  const zoneOf = async (): Promise<string> => {
    const [row] = await fleet.database.query<{ zoneId: string }>(
      `SELECT zone_id AS "zoneId" FROM engine WHERE id = $1`,
      [engines[0]?.engineId],
    );
    return row?.zoneId ?? '';
  };
  const suits = async (wish: { scanners?: string[]; allowed?: string[]; engineId?: string } = {}): Promise<boolean> => {
    const zoneId = await zoneOf();
    const { scanners = ['nmap'], allowed = ['10.0.0.0/8'], engineId = engines[0]?.engineId ?? '' } = wish;
    const policy = { allowed, denied: [], scanners: ['nmap' as const], maxRate: null };
    return (await fleet.app.get(WorkProbe).queuedIn(zoneId)).suits({
      engineId,
      zoneId,
      scanners,
      policy,
      freeSlots: 1,
    });
  };

  it('suits engines that have the scanner and are allowed some of the addresses', async () => {
    expect(await suits()).toBe(false);
    await aScan('10.0.0.1');
    expect(await suits()).toBe(true);
    expect(await suits({ scanners: ['masscan'] })).toBe(false);
    expect(await suits({ allowed: ['192.0.2.0/24'] })).toBe(false);
  });

  it('suits the pinned engine alone, and the members of a pool', async () => {
    const [pinned, other] = engines.map(({ engineId }) => engineId);
    const scanId = await aScan('10.0.0.1');
    await fleet.database.query(`UPDATE shard SET pinned_engine_id = $2 WHERE scan_id = $1`, [scanId, pinned]);
    expect([await suits({ engineId: pinned }), await suits({ engineId: other })]).toEqual([true, false]);
    const wish = { name: 'called', zoneId: await zoneOf(), engineIds: [other] };
    const { body } = await fleet.asRole('admin').post('/api/v1/engine-pools').send(wish).expect(201);
    await fleet.database.query(`UPDATE shard SET pinned_engine_id = NULL, pinned_pool_id = $2 WHERE scan_id = $1`, [
      scanId,
      body.id,
    ]);
    expect([await suits({ engineId: pinned }), await suits({ engineId: other })]).toEqual([false, true]);
  });

  it('suits nobody while a limit or a back-off keeps it waiting', async () => {
    const scanId = await aScan('10.0.0.0/24');
    await (engines[0] as HandMadeEngine).lease();
    await fleet.database.query(`UPDATE zone SET max_shards = 1`);
    expect(await suits()).toBe(false);
    await fleet.database.query(`UPDATE zone SET max_shards = NULL`);
    expect(await suits()).toBe(true);
    await fleet.database.query(
      `UPDATE shard SET not_before = now() + interval '1 hour' WHERE state = 'queued' AND scan_id = $1`,
      [scanId],
    );
    expect(await suits()).toBe(false);
  });
});
