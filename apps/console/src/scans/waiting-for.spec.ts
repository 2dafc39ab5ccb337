import { describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import { type EngineFacts, waitingFor, type WaitingShard } from './waiting-for.js';

const now = new Date('2026-03-01T12:00:00Z');

function anEngine(facts: Partial<EngineFacts> = {}): EngineFacts {
  return {
    id: 'e1',
    name: 'north',
    enabled: true,
    online: true,
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

  it('is the one engine that was asked for, and nothing else', () => {
    const shard = aShard({ pinnedEngineId: 'e1' });
    const other = anEngine({ id: 'e2', name: 'south' });
    expect(waitingFor(shard, [anEngine({ online: false }), other], now)).toBe(
      'Waits for the engine north: it is not online.',
    );
    expect(waitingFor(shard, [other], now)).toMatch(/was retired/);
  });
});
