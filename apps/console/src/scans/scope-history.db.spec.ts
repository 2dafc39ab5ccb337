import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import { randomUUID } from 'node:crypto';
import type { ScopeCertificate } from '@scanfleet/contracts';
import { LedgerBench } from '../../test/ledger-bench.js';
import { DEFAULT_ZONE } from '../../test/harness.js';
import { certificateHash } from './scope-certificate.js';
import { ScopeProof } from './scope-proof.js';

const words = { exitCode: 0, signal: null, stderrTail: '' };
type Held = Awaited<ReturnType<LedgerBench['leaseOne']>>;
type Engine = Awaited<ReturnType<LedgerBench['anEngine']>>;

let bench: LedgerBench;
let proof: ScopeProof;
beforeAll(async () => {
  bench = await LedgerBench.open();
  proof = new ScopeProof(bench.database, bench.bench.clock, bench.exclusions);
});
afterAll(async () => bench.close());
beforeEach(async () => {
  await bench.database.query(`DELETE FROM scan`);
  await bench.database.query(`DELETE FROM exclusion`);
});

/** Numbers that look random and are the same in every run (a linear congruential generator, Numerical Recipes). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function checkSets(certificate: ScopeCertificate): void {
  const read = (name: 'planned' | 'covered' | 'dropped' | 'open' | 'probed' | 'excluded'): AddressSet =>
    AddressSet.parse(certificate[name].set);
  const parts = [read('covered'), read('dropped'), read('open')];
  expect(AddressSet.uniteAll(parts).toString()).toBe(certificate.planned.set);
  const sizes = parts.reduce((sum, set) => sum + set.count(), 0n);
  expect(sizes.toString()).toBe(certificate.planned.addresses);
  expect(read('probed').containsSet(read('covered'))).toBe(true);
  expect(read('planned').containsSet(read('probed'))).toBe(true);
  expect(read('planned').overlaps(read('excluded'))).toBe(false);
  const { sha256, ...rest } = certificate;
  expect(certificateHash(rest)).toBe(sha256);
}

describe('a scan with any history', () => {
  it('has covered, dropped and open addresses that are its plan, and was never leased what was excluded', async () => {
    const seen = { covered: 0, dropped: 0, open: 0, leases: 0 };
    for (let seed = 1; seed <= 8; seed += 1) {
      await bench.database.query(`DELETE FROM scan`);
      await bench.database.query(`DELETE FROM exclusion`);
      const scanId = await bench.aScan({
        shards: ['10.0.0.0-10.0.0.31', '10.0.0.32-10.0.0.47', '10.0.0.48', '10.0.1.0-10.0.1.15'],
        excluded: '10.0.2.0/24',
      });
      const certificate = await history(scanId, dice(seed), seen);
      seen.covered += Number(certificate.covered.addresses);
      seen.dropped += Number(certificate.dropped.addresses);
      seen.open += Number(certificate.open.addresses);
    }
    // The histories have been through all of it.
    expect(Object.values(seen).every((count) => count > 15)).toBe(true);
  });

  async function history(
    scanId: string,
    roll: (sides: number) => number,
    seen: { leases: number },
  ): Promise<ScopeCertificate> {
    const engines: Engine[] = await Promise.all([1, 2, 3].map(() => bench.anEngine()));
    const held: Held[] = [];
    const actions = [
      async () => {
        const engine = engines[roll(3)];
        if (!engine) return;
        for (const { manifest } of await bench.lease(engine, 1 + roll(2))) {
          const { shardId, epoch, addressSet } = manifest;
          const leased = AddressSet.parse(addressSet);
          const excluded = await bench.exclusions.set(bench.database, { zoneId: DEFAULT_ZONE, siteId: null });
          expect(leased.overlaps(excluded.unite(AddressSet.parse('10.0.2.0/24')))).toBe(false);
          held.push({ shardId, epoch, addressSet, engineId: engine.engineId });
          seen.leases += 1;
        }
      },
      async () => {
        const lease = held[roll(held.length)];
        if (!lease) return;
        const addresses = AddressSet.parse(lease.addressSet);
        await bench.append(lease, 0, '<nmaprun>').catch(lost);
        const [first] = addresses.split(BigInt(1 + roll(6)));
        if ((await bench.shard(lease.shardId)).epoch === lease.epoch && first) {
          await bench.cover(lease.shardId, first.toString());
        }
      },
      async () => {
        const [lease] = held.splice(roll(held.length), 1);
        if (!lease) return;
        try {
          await bench.append(lease, 0, '<nmaprun>');
          const ends = [
            { kind: 'completed' as const, ...words },
            { kind: 'stopped' as const, order: 'pause' as const, ...words },
            { kind: 'failed' as const, reason: 'scanner_failed' as const, detail: 'so it was', ...words },
          ];
          const outcome = ends[roll(3)] ?? { kind: 'completed' as const, ...words };
          await bench.finish(lease, outcome);
          await bench.settle(lease, { complete: outcome.kind === 'completed' });
        } catch (error) {
          lost(error);
        }
      },
      async () => {
        const start = roll(60);
        await bench.database.query(
          `INSERT INTO exclusion (id, scope, target, author, created_at) VALUES ($1, 'global', $2, 'test', now())`,
          [randomUUID(), `10.0.0.${start}-10.0.0.${start + roll(16)}`],
        );
        await bench.guard.look();
      },
      async () => bench.database.transaction((tx) => bench.ledger.pause(tx, scanId)).catch(lost),
      async () => bench.database.transaction((tx) => bench.ledger.resume(tx, scanId)).catch(lost),
      async () => bench.database.transaction((tx) => bench.ledger.retry(tx, scanId)).catch(lost),
      async () => {
        bench.bench.clock.pass(15);
        await bench.expiry.sweep();
        for (const lease of held) await bench.settle(lease, { complete: false }).catch(() => undefined);
      },
      async () => {
        await bench.database.query(`DELETE FROM exclusion WHERE id = (SELECT id FROM exclusion ORDER BY id LIMIT 1)`);
      },
    ];
    // Leasing and reporting come up more often than the rest.
    const weighted = [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8];
    for (let step = 0; step < 40; step += 1) {
      await actions[weighted[roll(weighted.length)] ?? 0]?.();
      if (step % 8 === 7) checkSets(await proof.certificate(scanId));
    }
    const certificate = await proof.certificate(scanId);
    checkSets(certificate);
    return certificate;
  }

  function lost(error: unknown): void {
    const codes: unknown[] = ['lease_lost', 'scan_ended', 'nothing_to_retry', 'offset_gap'];
    if (!(error instanceof Error && 'code' in error && codes.includes(error.code))) throw error;
  }
});
