import { describe, expect, it } from '@jest/globals';
import { allowedSet } from './policy-filter.js';
import { fingerprint } from './fingerprint.js';

const policy = {
  allowed: ['10.0.0.0/24', '::1'],
  denied: ['10.0.0.128/25'],
  scanners: ['nmap' as const],
  maxRate: null,
};

describe('allowedSet', () => {
  it('is what is allowed without what is denied', () => {
    expect(allowedSet(policy).toString()).toBe('10.0.0.0-10.0.0.127,::1');
  });

  it('is nothing for an engine that told nothing', () => {
    expect(allowedSet(null).isEmpty()).toBe(true);
  });
});

describe('fingerprint', () => {
  const engine = { version: '1', scanners: [{ name: 'nmap' as const, version: '7.93', raw: true }], policy };

  it('stays while the engine says the same', () => {
    expect(fingerprint(structuredClone(engine))).toBe(fingerprint(engine));
  });

  it('changes with the policy, the scanners and the version', () => {
    const others = [
      { ...engine, policy: { ...policy, allowed: ['10.0.0.0/8'] } },
      { ...engine, scanners: [{ name: 'nmap' as const, version: '7.93', raw: false }] },
      { ...engine, version: '2' },
    ];
    for (const other of others) expect(fingerprint(other)).not.toBe(fingerprint(engine));
  });
});
