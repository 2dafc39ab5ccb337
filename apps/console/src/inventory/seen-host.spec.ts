import { describe, expect, it } from '@jest/globals';
import { coveredPorts, type Observation } from '@scanfleet/scan-report';
import fc from 'fast-check';
import { hostDigest } from './host-digest.js';
import { seenHost } from './seen-host.js';

const now = new Date('2026-03-01T12:00:00Z');
const asked = (services: string) => coveredPorts([{ type: 'syn', protocol: 'tcp', services }]);
const saw = (more: Partial<Observation> = {}): Observation => ({
  address: '10.0.0.1',
  addresses: [{ family: 4, address: '10.0.0.1' }],
  status: 'up',
  names: [],
  timedOut: false,
  services: [{ protocol: 'tcp', port: 80, state: 'open', reason: 'syn-ack', name: 'http', cpes: [], scripts: [] }],
  extraPorts: [],
  hostScripts: [],
  ...more,
});
const see = (observation: Observation, ports = '1-1000') => seenHost(observation, asked(ports), now);

/** A host that nmap was told to take for up, whose ports are all in one state. */
const filtered = (state: string): Partial<Observation> => ({
  statusReason: 'user-set',
  services: [],
  extraPorts: [{ state, count: 1000, reasons: [] }],
});

/** Every text in a value, keys included. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...texts(inner)]);
}

describe('an observation made ready for the inventory', () => {
  it.each([
    ['the end', { startedAt: 1_000, endedAt: 2_000 }, 2_000],
    ['the beginning where there is no end', { startedAt: 1_000 }, 1_000],
    ['now where there is neither', {}, now.getTime()],
    ['now where it claims to be of the future', { endedAt: now.getTime() + 1 }, now.getTime()],
    ['now where the number is beyond all dates', { endedAt: 999_999_999_999_999_000 }, now.getTime()],
  ])('is of the time of %s', (_, times, expected) => {
    expect(see(saw(times)).observedAt.getTime()).toBe(expected);
  });

  it('has the same digest for the same facts and questions, and another for any other', () => {
    const { digest } = see(
      saw({ startedAt: 1, endedAt: 2, rtt: { srttMicros: 1, rttvarMicros: 1, timeoutMicros: 1 } }),
    );
    expect(see(saw()).digest).toBe(digest);
    const [service] = saw().services;
    const others = [
      see(saw(), '1-999'),
      see(saw({ names: [{ name: 'n', type: 'PTR' }] })),
      see(saw({ mac: '02:00:5E:00:00:01' })),
      see(saw({ services: [] })),
      ...[
        { port: 81 },
        { protocol: 'udp' as const },
        { name: 'https' },
        { version: '2' },
        { banner: 'b' },
        { reason: 'x' },
      ].map((difference) => see(saw({ services: service ? [{ ...service, ...difference }] : [] }))),
    ];
    expect(new Set([digest, ...others.map((other) => other.digest)]).size).toBe(others.length + 1);
  });

  it('has the digest that it always had where no certificate was seen, and another one where a console read none', () => {
    expect(see(saw()).digest).toBe('ToFt-BM0n9A7GLtkKdH1XV');
    const data = { sha1: '1'.repeat(40) };
    const [service] = saw().services;
    const seen = see(
      saw({ services: service ? [{ ...service, scripts: [{ id: 'ssl-cert', output: '', data }] }] : [] }),
    );
    const before = seen.services.map((one) => ({ ...one, certificate: null }));
    expect(hostDigest(seen.facts, before, seen.coverage)).not.toBe(seen.digest);
  });

  it('has the same digest when only the times on the way to the host differ', () => {
    const via = (rttMicros: number, address = '10.0.0.254') =>
      see(saw({ traceroute: { hops: [{ ttl: 1, address, rttMicros }] } }));
    expect(via(100).digest).toBe(via(200).digest);
    expect(via(100).digest).not.toBe(via(100, '10.0.0.253').digest);
    expect(via(100).facts.detail).toContain('"rttMicros":100');
  });

  it.each([
    ['told so by host discovery', { statusReason: 'echo-reply', services: [] }, true, true],
    ['taken for up, with a port that is open', { statusReason: 'user-set' }, true, false],
    ['taken for up, with ports that are closed', { ...filtered('closed') }, true, false],
    ['taken for up, with a MAC address', { ...filtered('filtered'), mac: '02:00:5E:00:00:01' }, true, false],
    ['taken for up, and silent', filtered('filtered'), false, false],
    ['taken for up, and perhaps there (UDP)', filtered('open|filtered'), false, false],
    ['only known by its open port, as to masscan', {}, true, false],
    ['down', { statusReason: 'no-response', status: 'down' as const, services: [] }, true, false],
  ])('knows whether it answered, and to host discovery, when it is %s', (_, told, answered, discovered) => {
    expect(see(saw(told))).toMatchObject({ answered, discovered });
  });

  it('holds no text that Postgres cannot keep, and keeps all others', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('\0', '\ud800', '\udc00', '\\', 'u0000', '"', 'é', '\u{1f600}', '\n'),
    });
    fc.assert(
      fc.property(nasty, nasty, nasty, (name, key, banner) => {
        const [service] = saw().services;
        const observation = saw({
          names: [{ name, type: 'PTR' }],
          vendor: banner,
          services: service
            ? [{ ...service, banner, product: name, scripts: [{ id: 's', output: key, data: { [key]: name } }] }]
            : [],
        });
        const seen = see(observation);
        const kept = [
          ...texts(JSON.parse(seen.data)),
          ...texts(seen.facts),
          ...texts(seen.services),
          ...texts(JSON.parse(seen.services[0]?.detail ?? '')),
        ];
        for (const text of kept) expect(text.isWellFormed() && !text.includes('\0')).toBe(true);
        expect(JSON.parse(seen.data).services[0].banner).toBe(banner.toWellFormed().replaceAll('\0', '\ufffd'));
      }),
    );
  });
});
