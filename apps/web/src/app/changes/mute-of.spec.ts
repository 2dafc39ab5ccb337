import { describe, expect, it } from '@jest/globals';
import type { Change } from '@scanfleet/contracts';
import { muteOf } from './mute-of.js';

const change = { address: '10.0.0.1', protocol: 'udp', port: 53, site: { id: 'a', name: 'Office' } } as Change;

describe('muteOf', () => {
  it('names site, address and port', () => {
    expect(muteOf(change)).toEqual({ add: true, site_id: 'a', addresses: '10.0.0.1', ports: 'U:53' });
  });

  it('leaves out what a change does not have', () => {
    expect(muteOf({ ...change, site: null, protocol: null, port: null })).toEqual({ add: true, addresses: '10.0.0.1' });
  });

  it('names no port of a protocol that lists of ports do not know', () => {
    expect(muteOf({ ...change, site: null, protocol: 'ip' })).toEqual({ add: true, addresses: '10.0.0.1' });
  });
});
