import { describe, expect, it } from '@jest/globals';
import { AddressSet } from '@scanfleet/targets';
import { policyConfig } from '../config/engine-config.js';
import { LocalPolicy } from './local-policy.js';
import { PolicySource } from './policy-source.js';

function policyOf(allowed: string[], denied: string[] = []): LocalPolicy {
  const result = LocalPolicy.compile(policyConfig.parse({ allowed, denied }));
  if (!result.ok) throw new Error(result.problems.join());
  return result.policy;
}
const objection = (policy: LocalPolicy, targets: string): string | null => policy.objection(AddressSet.parse(targets));

describe('LocalPolicy', () => {
  it('allows loopback alone when its owner says nothing', () => {
    const { policy } = new PolicySource({}).current();
    expect(objection(policy, '127.0.0.1-127.0.0.9,::1')).toBeNull();
    expect(objection(policy, '10.0.0.1')).toContain('10.0.0.1/32 is outside');
    expect(objection(policy, '::2')).toContain('outside');
  });

  it('allows exactly what is listed, minus what is denied', () => {
    const policy = policyOf(['10.0.0.0/24', '10.1.0.5-9'], ['10.0.0.7']);
    expect(objection(policy, '10.0.0.0-10.0.0.6')).toBeNull();
    expect(objection(policy, '10.0.0.6-10.0.0.8')).toContain('10.0.0.7/32 is denied');
    expect(objection(policy, '10.1.0.5-10.1.0.9')).toBeNull();
    expect(objection(policy, '10.1.0.5-10.1.0.10')).toContain('10.1.0.10/32 is outside');
  });

  it.each([
    '127.0.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '240.0.0.1',
    '::1',
    'fe80::1',
    'ff02::1',
  ])('does not take the wide 0.0.0.0/0 and ::/0 as leave to scan %s', (address) => {
    expect(objection(policyOf(['0.0.0.0/0', '::/0']), address)).toContain('outside');
    expect(objection(policyOf(['0.0.0.0/0', '::/0', address]), address)).toBeNull();
  });

  it('sees a denied address through its IPv4-mapped form', () => {
    expect(objection(policyOf(['10.0.0.0/8'], ['10.0.0.1']), '::ffff:10.0.0.1')).toContain('denied');
  });

  it.each(['example.invalid', '10.0.0.0/33', '-iL', '10.0.0.1;id', '10.0.0.300'])(
    'refuses %s in its lists',
    (entry) => {
      expect(policyConfig.safeParse({ allowed: [entry] }).success).toBe(false);
      expect(policyConfig.safeParse({ denied: [entry] }).success).toBe(false);
    },
  );

  it('allows nothing when its file cannot be read', () => {
    const { policy, problems } = new PolicySource({ policyFile: '/nonexistent/policy.yaml' }).current();
    expect(problems.join()).toContain('there is no such file');
    expect(objection(policy, '127.0.0.1')).toContain('outside');
    expect(policy.allowsScanner('nmap')).toBe(false);
  });
});
