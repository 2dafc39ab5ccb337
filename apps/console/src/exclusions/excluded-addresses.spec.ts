import { describe, expect, it } from '@jest/globals';
import { readExclusions } from './excluded-addresses.js';

const line = (target: string) => ({ id: 'x', target, scope: 'global' as const, reason: '' });

describe('readExclusions', () => {
  it('reads addresses into sets and host names into names', () => {
    const [network, host] = readExclusions([line('10.0.0.0/30'), line('Printer.invalid')]);
    expect(network?.set?.count()).toBe(4n);
    expect(host).toMatchObject({ name: 'printer.invalid' });
    expect(host?.set).toBeUndefined();
  });

  it('never leaves out what it cannot read', () => {
    expect(() => readExclusions([line('10.0.0.1'), line('--broken')])).toThrow('cannot be read');
  });
});
