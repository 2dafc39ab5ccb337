import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RuleBench, type TestTeller } from '../../../test/rule-bench.js';
import { DEFAULT_ZONE } from '../../../test/harness.js';

let bench: RuleBench;
let console: TestTeller;
beforeAll(async () => {
  bench = await RuleBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.clear();
  console = bench.teller();
});

/** A service whose certificate expires so many days after noon of the first of March. */
async function aCertificate(
  address: string,
  days: number,
  more: { fingerprint?: string; state?: string; product?: string } = {},
): Promise<void> {
  const expiresAt = new Date(Date.UTC(2026, 2, 1, 12) + days * 86_400_000);
  const { fingerprint = `fp-${address}`, state = 'open', product = 'nginx' } = more;
  await bench.database.query(
    `WITH known AS (
       INSERT INTO host (zone_id, address, status, status_since, names, first_seen_at) VALUES ($1, $2, 'up', now(), '{www.example.org}', now())
       ON CONFLICT (zone_id, address) DO UPDATE SET status = 'up' RETURNING id)
     INSERT INTO service (host_id, protocol, port, state, product, certificate, certificate_expires_at, first_seen_at, last_seen_at)
     SELECT id, 'tcp', 443, $3, $4, $5, $6, now(), now() FROM known
     ON CONFLICT (host_id, protocol, port) DO UPDATE SET certificate = excluded.certificate, certificate_expires_at = excluded.certificate_expires_at`,
    [DEFAULT_ZONE, address, state, product, JSON.stringify({ subject: 'CN=www', fingerprint, expiresAt }), expiresAt],
  );
}
const look = async (days = 0): Promise<string[]> => {
  bench.passHours(days * 24);
  await console.certificates.look();
  const texts = (await bench.messages()).flatMap(({ lines }) => lines.map(({ address, text }) => `${address} ${text}`));
  await bench.forgetMessages();
  return texts;
};

describe('a certificate that is about to expire', () => {
  it('is told of three times at most: within the days, within a quarter of them, and expired', async () => {
    await bench.aRule({ changes: ['certificate_expiring'], certificateDays: 20 });
    await aCertificate('10.0.0.1', 30);
    expect(await look(9)).toEqual([]);
    expect(await look(2)).toEqual(['10.0.0.1 CN=www expires in 19 days, on 2026-03-31']);
    expect(await look(1)).toEqual([]);
    expect(await look(13)).toEqual(['10.0.0.1 CN=www expires in 5 days, on 2026-03-31']);
    expect(await look(4)).toEqual([]);
    expect(await look(2)).toEqual(['10.0.0.1 CN=www expired 1 day ago, on 2026-03-31']);
    expect(await look(100)).toEqual([]);
    await aCertificate('10.0.0.1', 140, { fingerprint: 'renewed' });
    expect(await look(0)).toEqual(['10.0.0.1 CN=www expires in 9 days, on 2026-07-19']);
  });

  it('is told of in one message with all others, and once when it had expired before the rule was made', async () => {
    await aCertificate('10.0.0.1', -100);
    await aCertificate('10.0.0.2', 5);
    await aCertificate('10.0.0.3', 50);
    await bench.aRule({ changes: ['certificate_expiring'] });
    await console.certificates.look();
    expect(await bench.messages()).toMatchObject([
      {
        kind: 'changes',
        severity: 'warning',
        subject: '[Scanfleet] 2 certificates about to expire',
        lines: [
          {
            kind: 'certificate_expiring',
            address: '10.0.0.1',
            hostName: 'www.example.org',
            protocol: 'tcp',
            port: 443,
            changeId: null,
          },
          { address: '10.0.0.2' },
        ],
        counts: { certificate_expiring: 2 },
      },
    ]);
    await bench.forgetMessages();
    expect(await look(1)).toEqual([]);
  });

  it('is told of by rules that look at its service, and while it is shown', async () => {
    const [rule] = [
      await bench.aRule({ changes: ['certificate_expiring'], filter: { service: 'apache*', ports: '443' } }),
    ];
    await aCertificate('10.0.0.1', 1, { product: 'apache httpd' });
    await aCertificate('10.0.0.2', 1);
    await aCertificate('10.0.0.3', 1, { product: 'apache', state: 'closed' });
    await aCertificate('10.0.0.4', 1, { product: 'apache' });
    await bench.database.query(`UPDATE host SET status = 'gone' WHERE address = '10.0.0.4'`);
    expect(await look()).toEqual([expect.stringContaining('10.0.0.1')]);
    await bench.database.query(`DELETE FROM service`);
    await console.teller.forget();
    expect(await bench.database.query(`SELECT FROM alert_certificate_told WHERE rule_id = $1`, [rule])).toEqual([]);
  });

  it('is not told of while it is muted, and then it is', async () => {
    await bench.aRule({ changes: ['certificate_expiring'] });
    await aCertificate('10.0.0.1', 20);
    await bench.mutes.create(
      { siteId: null, addresses: '10.0.0.1', ports: '', until: '2026-03-03T00:00:00.000Z', reason: '' },
      'ann',
    );
    expect(await look()).toEqual([]);
    expect(await look(2)).toHaveLength(1);
  });

  it.each<[string, (ruleId: string) => Promise<unknown>]>([
    [
      'it is muted',
      () =>
        bench.mutes.create(
          { siteId: null, addresses: '10.0.0.1', ports: '', until: '2026-03-01T19:00:00.000Z', reason: '' },
          'ann',
        ),
    ],
    [
      'the rule is disabled for a while',
      async (ruleId) => {
        await bench.change(ruleId, { enabled: false });
        await bench.change(ruleId, { enabled: true });
      },
    ],
    ['the rule is muted', (ruleId) => bench.change(ruleId, { mutedUntil: '2026-03-01T19:00:00.000Z' })],
  ])('is told of later when a digest would have told it while %s', async (_, happens) => {
    const ruleId = await bench.aRule({ changes: ['certificate_expiring'], digest: 'daily', digestAt: '18:00' });
    await aCertificate('10.0.0.1', 20);
    expect(await look()).toEqual([]);
    await happens(ruleId);
    const told: string[] = [];
    for (let hour = 0; hour < 48; hour += 1) {
      bench.passHours(1);
      await console.teller.tick();
      told.push(...(await look()));
    }
    expect(told).toHaveLength(1);
  });

  it('is told of no more often by a service that shows one of two in turn', async () => {
    await bench.aRule({ changes: ['certificate_expiring'] });
    const told: string[] = [];
    for (let day = 0; day < 6; day += 1) {
      await aCertificate('10.0.0.1', 25, { fingerprint: day % 2 === 0 ? 'one' : 'other' });
      told.push(...(await look()));
      await console.teller.forget();
      bench.passHours(24);
    }
    expect(told).toHaveLength(2);
    bench.passHours(24 * 150);
    await aCertificate('10.0.0.1', 500, { fingerprint: 'new' });
    await console.teller.forget();
    expect(await bench.database.query(`SELECT FROM alert_certificate_told`)).toEqual([]);
  });

  it('belongs to each site whose scans saw its host', async () => {
    const [office, branch, other] = [
      await bench.aSite('Office'),
      await bench.aSite('Branch'),
      await bench.aSite('Other'),
    ];
    for (const siteId of [office, branch]) await bench.scanHosts([{ address: '10.0.0.1', ports: [] }], { siteId });
    await bench.scanHosts([{ address: '10.0.0.1', ports: [] }]);
    await aCertificate('10.0.0.1', 20);
    for (const [name, siteIds] of Object.entries({ all: [], office: [office], branch: [branch], other: [other] })) {
      await bench.aRule({ name, changes: ['certificate_expiring'], filter: { siteIds } });
    }
    await console.certificates.look();
    const told = (await bench.messages()).map(({ rule, site }) => `${rule?.name} ${site?.name}`);
    expect(told.sort()).toEqual(['all Branch', 'branch Branch', 'office Office']);
  });

  it('is not told of when the change that brought it is acknowledged', async () => {
    await bench.aRule({ changes: ['certificate_expiring'] });
    await aCertificate('10.0.0.1', 20);
    const change = {
      address: '10.0.0.1',
      kind: 'certificate_changed' as const,
      port: 443,
      after: { fingerprint: 'fp-10.0.0.1' },
    };
    await bench.happens('completed', { changes: [{ ...change, acknowledged: true }] });
    expect(await look()).toEqual([]);
    await aCertificate('10.0.0.1', 20, { fingerprint: 'another' });
    expect(await look()).toHaveLength(1);
  });

  it('waits for the end of quiet hours, and is told of once by two consoles', async () => {
    await bench.aRule({ changes: ['certificate_expiring'], quiet: { from: '11:00', to: '13:00' } });
    await aCertificate('10.0.0.1', 20);
    await Promise.all([console, bench.teller()].map(({ certificates }) => certificates.look()));
    expect(await bench.messages()).toEqual([]);
    bench.passHours(1);
    await console.teller.tick();
    expect(await bench.messages()).toHaveLength(1);
  });
});
