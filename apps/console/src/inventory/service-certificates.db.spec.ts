import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { IngestBench } from '../../test/ingest-bench.js';
import { type WrittenHost, type WrittenPort } from '../../test/nmap-report.js';

const address = '10.0.0.1';
const [first, second] = ['1'.repeat(40), '2'.repeat(40)];
const shown = { name: 'www.invalid', sha1: first, notAfter: '2026-06-01T00:00:00' };
const web = (more: Partial<WrittenPort> = {}): WrittenHost => ({
  address,
  ports: [{ port: 443, name: 'https', product: 'nginx', version: '1', certificate: shown, ...more }],
});
const fields = (sha1: string, expiresAt: string) => ({
  subject: 'CN=www.invalid, C=DE',
  issuer: 'CN=Test CA',
  fingerprint: sha1,
  expiresAt,
});

describe('the certificate of a service', () => {
  let bench: IngestBench;
  beforeAll(async () => {
    bench = await IngestBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(() => bench.clear());

  const known = async () => (await bench.hosts.get(await bench.hostId(address))).services[0]?.certificate;
  const expiry = async () =>
    (await bench.database.query<{ at: Date | null }>('SELECT certificate_expires_at AS at FROM service'))[0]?.at;

  it('is kept and shown with the host that shows it, and the day on which it ends is found without reading it', async () => {
    await bench.scanHosts([web()]);
    expect(await known()).toEqual({
      ...fields(first, '2026-06-01T00:00:00.000Z'),
      validFrom: '2025-01-01T00:00:00.000Z',
    });
    expect(await expiry()).toEqual(new Date('2026-06-01T00:00:00Z'));
  });

  it('stays what it is while scans do not ask for it', async () => {
    await bench.scanHosts([web()]);
    const { scanId } = await bench.scanHosts([web({ certificate: undefined })]);
    expect(await bench.news(scanId)).toEqual([]);
    expect((await known())?.fingerprint).toBe(first);
    expect(await expiry()).toEqual(new Date('2026-06-01T00:00:00Z'));
  });

  it('is a change when it is another one, with both of them', async () => {
    await bench.scanHosts([web()]);
    const next = { name: 'www.invalid', sha1: second, notAfter: '2027-06-01T00:00:00' };
    const { scanId } = await bench.scanHosts([web({ certificate: next })]);
    expect(await bench.changes(scanId)).toEqual([
      {
        kind: 'certificate_changed',
        address,
        protocol: 'tcp',
        port: 443,
        before: fields(first, '2026-06-01T00:00:00.000Z'),
        after: fields(second, '2027-06-01T00:00:00.000Z'),
      },
    ]);
    expect((await known())?.fingerprint).toBe(second);
    expect(await expiry()).toEqual(new Date('2027-06-01T00:00:00Z'));
    expect(await bench.news((await bench.scanHosts([web({ certificate: next })])).scanId)).toEqual([]);
  });

  it('is no change when it is asked for the first time', async () => {
    await bench.scanHosts([web({ certificate: undefined })]);
    const { scanId } = await bench.scanHosts([web()]);
    expect(await bench.news(scanId)).toEqual([]);
    expect((await known())?.fingerprint).toBe(first);
  });

  it('goes with the service that showed it', async () => {
    await bench.scanHosts([web()]);
    const { scanId } = await bench.scanHosts([web({ product: 'Apache httpd', certificate: undefined })]);
    expect(await bench.news(scanId)).toEqual([`service_changed ${address} tcp/443`]);
    expect(await known()).toBeNull();
    expect(await expiry()).toBeNull();
  });

  it('is told beside the service, where both are others', async () => {
    await bench.scanHosts([web()]);
    const other = { product: 'Apache httpd', certificate: { name: 'www.invalid', sha1: second } };
    expect(await bench.news((await bench.scanHosts([web(other)])).scanId)).toEqual([
      `certificate_changed ${address} tcp/443`,
      `service_changed ${address} tcp/443`,
    ]);
  });

  it('does no harm with an end that is none', async () => {
    for (const notAfter of ['0000-01-01T00:00:00', '9999-12-31T24:00:00', "Can't parse"]) {
      await bench.scanHosts([web({ certificate: { ...shown, notAfter, name: `a\u0001"'\\ \u{1f600} ${notAfter}` } })]);
      expect(await known()).toMatchObject({ fingerprint: first, expiresAt: null });
      expect(await expiry()).toBeNull();
    }
  });
});
