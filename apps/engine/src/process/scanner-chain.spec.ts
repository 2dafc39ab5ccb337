import { describe, expect, it } from '@jest/globals';
import { scannerChain } from './scanner-chain.js';

const tools = { prlimit: '/usr/bin/prlimit', setpriv: '/usr/bin/setpriv' };
const limits = { memoryMb: 2, fileMb: 3 };
const drop = { user: { name: 'nobody', uid: 7, gid: 8 }, capabilities: ['net_raw'] as const };

describe('scannerChain', () => {
  it('sets limits first and rights after, and ends where the scanner’s own words begin', () => {
    const words = scannerChain(tools, { limits, drop, noNewPrivileges: true });
    expect(words.slice(0, 5)).toEqual(['/usr/bin/prlimit', '--as=2097152', '--fsize=3145728', '--core=0', '--']);
    expect(words[5]).toBe('/usr/bin/setpriv');
    expect(words).toEqual(expect.arrayContaining(['--reuid=7', '--regid=8', '--clear-groups', '--no-new-privs']));
    for (const set of ['inh-caps', 'ambient-caps', 'bounding-set']) expect(words).toContain(`--${set}=-all,+net_raw`);
    expect(words.at(-1)).toBe('--');
  });

  it('leaves the rights of a scanner’s file alone', () => {
    const words = scannerChain(tools, { limits, drop: null, noNewPrivileges: false });
    expect(words.slice(5)).toEqual(['/usr/bin/setpriv', '--pdeathsig=KILL', '--']);
  });

  it('goes without what is missing', () => {
    const wish = { limits, drop: null, noNewPrivileges: true };
    expect(scannerChain({ ...tools, prlimit: null }, wish)[0]).toBe('/usr/bin/setpriv');
    expect(scannerChain({ prlimit: null, setpriv: null }, wish)).toEqual([]);
  });
});
