import { describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import { type EngineFacts, waitingFor, type WaitingShard } from './waiting-for.js';

const now = new Date('2026-03-01T12:00:00Z');

function anEngine(facts: Partial<EngineFacts> = {}): EngineFacts {
  return {
    id: 'e1',
    name: 'north',
    enabled: true,
    approved: true,
    draining: false,
    pools: [],
    fullAt: null,
    online: true,
    blackout: null,
    scanners: ['nmap'],
    allowed: AddressSet.parse('10.0.0.0/8'),
    allowedText: '10.0.0.0/8',
    fingerprint: 'f1',
    ...facts,
  };
}

function aShard(facts: Partial<WaitingShard> = {}): WaitingShard {
  return {
    zoneName: 'default',
    scanner: 'nmap',
    addresses: AddressSet.parse('10.0.0.1'),
    pinnedEngineId: null,
    pool: null,
    blackout: null,
    full: null,
    notBefore: null,
    attempts: 0,
    detail: null,
    refusedBy: {},
    ...facts,
  };
}

const refused = { e1: { reason: 'option_refused' as const, detail: 'no --script', fingerprint: 'f1', until: null } };

describe('what a queued shard waits for', () => {
  it.each([
    ['no engine', [], 'Waits for an engine in zone default: there is none.'],
    ['offline engines', [anEngine({ online: false })], 'Waits for an engine in zone default: none is online.'],
    [
      'disabled engines',
      [anEngine({ enabled: false })],
      'Waits for an engine in zone default: all that are online are disabled.',
    ],
    [
      'engines without the scanner',
      [anEngine({ scanners: [] })],
      'Waits for an engine in zone default that has nmap: none that is online has.',
    ],
    [
      'engines that may not scan there',
      [anEngine({ allowed: AddressSet.parse('127.0.0.0/8'), allowedText: '127.0.0.0/8' })],
      'Waits for an engine in zone default that may scan its addresses: north allows 127.0.0.0/8 only.',
    ],
    ['busy engines', [anEngine()], 'Waits for a free slot of north.'],
  ])('with %s', (_, engines, sentence) => {
    expect(waitingFor(aShard(), engines, now)).toBe(sentence);
  });

  it('names the reasons when every engine refused it', () => {
    expect(waitingFor(aShard({ refusedBy: refused }), [anEngine()], now)).toBe(
      'Every engine of zone default that could take it refused it. north: option_refused (no --script)',
    );
  });

  it('is a free slot again once the engine that refused has changed', () => {
    expect(waitingFor(aShard({ refusedBy: refused }), [anEngine({ fingerprint: 'f2' })], now)).toMatch(/free slot/);
  });

  it('is a pause after a failure, with the reason', () => {
    const shard = aShard({ notBefore: new Date('2026-03-01T12:00:04.5Z'), detail: 'nmap crashed.' });
    expect(waitingFor(shard, [anEngine()], now)).toBe('Waits 5 s before it is tried again. nmap crashed.');
  });

  it.each([
    [
      'approval',
      anEngine({ approved: false }),
      'Waits for an engine in zone default: all that are online wait for approval.',
    ],
    [
      'engines that drain',
      anEngine({ draining: true }),
      'Waits for an engine in zone default: all that are online are draining.',
    ],
    ['engines at their limit', anEngine({ fullAt: 2 }), 'Waits for a shard of north (its limit is 2) to end.'],
  ])('is %s', (_, engine, sentence) => {
    expect(waitingFor(aShard(), [engine], now)).toBe(sentence);
    expect(waitingFor(aShard(), [engine, anEngine({ id: 'e2', name: 'south' })], now)).toBe(
      'Waits for a free slot of south.',
    );
  });

  it('is an engine of its pool, and no other', () => {
    const shard = aShard({ pool: { id: 'p1', name: 'fast' } });
    const other = anEngine({ id: 'e2', name: 'south', pools: ['p2'] });
    expect(waitingFor(shard, [other], now)).toBe('Waits for an engine of the pool fast: there is none.');
    const member = anEngine({ pools: ['p1'], online: false });
    expect(waitingFor(shard, [member, other], now)).toBe('Waits for an engine of the pool fast: none is online.');
    expect(waitingFor(shard, [{ ...member, online: true }, other], now)).toBe('Waits for a free slot of north.');
  });

  it('is a limit or budget only where an engine would take it', () => {
    const shard = aShard({ full: 'Waits for a shard of the site x to end: its limit is 1.' });
    expect(waitingFor(shard, [anEngine()], now)).toBe(shard.full);
    expect(waitingFor(shard, [anEngine({ online: false })], now)).toMatch(/none is online/);
    expect(waitingFor({ ...shard, pinnedEngineId: 'e1' }, [anEngine()], now)).toBe(shard.full);
  });

  it.each([
    [anEngine({ approved: false }), 'Waits for the engine north: it waits for approval.'],
    [anEngine({ draining: true }), 'Waits for the engine north: it is draining.'],
    [anEngine({ fullAt: 3 }), 'Waits for a shard of north (its limit is 3) to end.'],
  ])('is what the one engine that was asked for waits for', (engine, sentence) => {
    expect(waitingFor(aShard({ pinnedEngineId: 'e1' }), [engine], now)).toBe(sentence);
  });

  const blackout = { name: 'office hours', until: new Date('2026-03-01T17:00:00Z') };

  it('is the blackout of its scan before all else', () => {
    const sentence = 'Held by the blackout "office hours" until 2026-03-01 17:00 UTC.';
    expect(waitingFor(aShard({ blackout }), [], now)).toBe(sentence);
    expect(waitingFor(aShard({ blackout, pinnedEngineId: 'e1' }), [anEngine({ online: false })], now)).toBe(sentence);
  });

  it('is the blackout of its engines only where no other could take it', () => {
    const closed = anEngine({ blackout });
    const sentence = 'Waits for its engines: north is held by the blackout "office hours" until 2026-03-01 17:00 UTC.';
    expect(waitingFor(aShard(), [closed], now)).toBe(sentence);
    expect(waitingFor(aShard({ pinnedEngineId: 'e1' }), [closed], now)).toBe(sentence);
    expect(waitingFor(aShard(), [closed, anEngine({ id: 'e2', name: 'south', fullAt: 1 })], now)).toBe(
      'Waits for a shard of south (its limit is 1) to end.',
    );
  });

  it('is the one engine that was asked for, and nothing else', () => {
    const shard = aShard({ pinnedEngineId: 'e1' });
    const other = anEngine({ id: 'e2', name: 'south' });
    expect(waitingFor(shard, [anEngine({ online: false }), other], now)).toBe(
      'Waits for the engine north: it is not online.',
    );
    expect(waitingFor(shard, [other], now)).toMatch(/was retired/);
  });
});
