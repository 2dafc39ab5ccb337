import { describe, expect, it } from '@jest/globals';
import { ENGINE_PROTOCOL, endpointUrl, engineApi, MAX_CHECK_IN_WAIT_SECONDS } from '@scanfleet/contracts';
import fc from 'fast-check';
import { aManifest } from '../../test/a-manifest.js';
import {
  LONGEST_WAIT_SECONDS,
  paths,
  PROTOCOL,
  readCheckInAnswer,
  readJoinAnswer,
  readRenewAnswer,
  readReportAnswer,
  readTokenAnswer,
} from './wire.js';

const shardId = '00000000-0000-4000-8000-000000000001';
const params = { shardId };

describe('the wire', () => {
  it('has the paths and the number of the contracts', () => {
    expect(PROTOCOL).toBe(ENGINE_PROTOCOL);
    expect(LONGEST_WAIT_SECONDS).toBeLessThanOrEqual(MAX_CHECK_IN_WAIT_SECONDS);
    expect(paths.join).toBe(engineApi.join.path);
    expect(paths.checkIn).toBe(engineApi.checkIn.path);
    expect(paths.token).toBe(engineApi.token.path);
    for (const name of ['renew', 'finish', 'refuse'] as const) {
      expect(paths[name](shardId)).toBe(endpointUrl(engineApi[name], { params } as never));
    }
    const query = { epoch: 3, offset: 70, format: 'nmap_xml' } as const;
    expect(paths.report(shardId, query)).toBe(endpointUrl(engineApi.report, { params, query }));
  });

  const time = '2026-08-22T12:00:00.000Z';
  const answers = {
    join: { engineId: shardId, name: 'one', zone: 'default', token: 't' },
    checkIn: {
      engineId: shardId,
      name: 'one',
      leases: [
        {
          manifest: aManifest({ timeLimitSeconds: 60, userAgent: 'x', maxRate: 100, part: { index: 1, of: 3 } }),
          expiresAt: time,
          leaseSeconds: 30,
        },
      ],
      orders: [{ shardId, epoch: 1, order: 'pause' }],
      notice: null,
      rotateToken: true,
    },
    token: { token: 't' },
    renew: { expiresAt: time, order: 'cancel' },
    report: { received: 12 },
  };
  const readers = {
    join: readJoinAnswer,
    checkIn: readCheckInAnswer,
    token: readTokenAnswer,
    renew: readRenewAnswer,
    report: readReportAnswer,
  };
  const names = Object.keys(answers) as (keyof typeof answers)[];

  it.each(names)('reads a good answer to %s as the contracts do', (name) => {
    expect(readers[name](answers[name], '')).toEqual(engineApi[name].response.parse(answers[name]));
  });

  it.each(names)('gives the verdict of the contracts on answers to %s that were changed anywhere', (name) => {
    const junk = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        undefined,
        '',
        'x',
        0,
        -1,
        1.5,
        1e300,
        2 ** 53,
        true,
        [],
        {},
        [{}],
        time,
        'abandon',
        NaN,
      ),
      fc.uuid(),
      fc.integer(),
      fc.string(),
      fc.double(),
    );
    const places = allPlaces(answers[name]);
    fc.assert(
      fc.property(fc.constantFrom(...places), junk, (place, value) => {
        const changed = replaced(structuredClone(answers[name]), place, value);
        const wanted = engineApi[name].response.safeParse(withLaterFields(changed));
        const read = attempt(() => readers[name](changed, ''));
        expect(read.ok).toBe(wanted.success);
        if (wanted.success && read.ok) expect(read.value).toEqual(wanted.data);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the answer of a console of protocol 1, which has fewer fields', () => {
    const { rotateToken: _, ...older } = structuredClone(answers.checkIn);
    const [lease] = older.leases;
    const { maxRate: _rate, part: _part, ...manifest } = lease?.manifest ?? aManifest();
    const read = readCheckInAnswer({ ...older, leases: [{ ...lease, manifest }] }, '');
    expect(read.rotateToken).toBe(false);
    expect(read.leases[0]?.manifest).toMatchObject({ maxRate: null, part: null });
  });
});

type Place = readonly (string | number)[];

/** Every place inside of a value, and beside each object one that is not there yet. */
function allPlaces(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    allPlaces(child, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [at, ...inner, ...(Array.isArray(value) ? [] : [[...at, 'unknownField']])];
}

/** What protocol 2 added, filled in as the engine does; the contracts, which the console speaks, want these fields. */
function withLaterFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withLaterFields);
  const filled: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, withLaterFields(child)]),
  );
  const later = 'orders' in value ? { rotateToken: false } : 'hash' in value ? { maxRate: null, part: null } : {};
  for (const [key, missing] of Object.entries(later)) if (filled[key] === undefined) filled[key] = missing;
  return filled;
}

function replaced(root: unknown, place: Place, value: unknown): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return value;
  const holder = root as Record<string | number, unknown>;
  holder[key] = replaced(holder[key], rest, value);
  return root;
}

function attempt<T>(action: () => T): { ok: true; value: T } | { ok: false } {
  try {
    return { ok: true, value: action() };
  } catch {
    return { ok: false };
  }
}
