import { describe, expect, it } from '@jest/globals';
import type { Manifest } from '@scanfleet/contracts';
import { aManifest } from '../../test/a-manifest.js';
import { policyConfig } from '../config/engine-config.js';
import { LocalPolicy } from '../policy/local-policy.js';
import { readShard } from '../policy/read-shard.js';
import { planScan } from './plan-scan.js';

const files = { targets: '/spool/targets.txt', excludes: '/spool/excludes.txt', report: '/spool/report.xml' };

function plan(given: Partial<Manifest>, { raw = true, maxRate = null as number | null, masscan = {} } = {}) {
  const compiled = LocalPolicy.compile(policyConfig.parse({ maxRate }));
  if (!compiled.ok) throw new Error(compiled.problems.join());
  const { policy } = compiled;
  const scanners = [
    { name: 'nmap', version: '7.93', raw },
    { name: 'masscan', version: '1.3.2', raw },
  ] as const;
  const shard = readShard(aManifest(given), { policy, scanners });
  return shard.kind === 'refused' ? shard : planScan(shard, { files, policy, masscan });
}
const argv = (...given: Parameters<typeof plan>): string[] => {
  const planned = plan(...given);
  if (planned.kind === 'refused') throw new Error(planned.detail);
  return planned.argv;
};

describe('planScan', () => {
  it('gives inputs and outputs as files of its own and asks for statistics', () => {
    expect(argv({})).toEqual(
      expect.arrayContaining([
        '-iL',
        files.targets,
        '-oX',
        files.report,
        `--excludefile=${files.excludes}`,
        '--stats-every=2s',
      ]),
    );
  });

  it('never asks nmap to be silent about its statistics', () => {
    expect(argv({})).not.toContain('--noninteractive');
  });

  it('uses SYN where it can, and connect elsewhere, and says so', () => {
    const options = [{ name: '-sS' }];
    expect(argv({ options })).toContain('-sS');
    const planned = plan({ options }, { raw: false });
    expect(planned).toMatchObject({ kind: 'planned', notes: [expect.stringContaining('connect')] });
    expect(argv({ options }, { raw: false })).toContain('-sT');
  });

  it('asks nmap for IPv6 when the shard is of that family', () => {
    expect(argv({ addressSet: '::1' })).toContain('-6');
    expect(argv({ addressSet: '127.0.0.1' })).not.toContain('-6');
  });

  it('lets the owner lower the rate, never the console raise it', () => {
    expect(argv({ options: [{ name: '--max-rate', value: '5000' }] }, { maxRate: 100 })).toContain('--max-rate=100');
    expect(argv({ options: [{ name: '--max-rate', value: '50' }] }, { maxRate: 100 })).toContain('--max-rate=50');
  });

  it('keeps to the lowest of what the owner, the console and the command allow', () => {
    expect(argv({ maxRate: 80 }, { maxRate: 100 })).toContain('--max-rate=80');
    expect(argv({ maxRate: 80 }, { maxRate: 60 })).toContain('--max-rate=60');
    expect(argv({ maxRate: 80 })).toContain('--max-rate=80');
    expect(argv({ maxRate: 80, options: [{ name: '--max-rate', value: '50' }] })).toContain('--max-rate=50');
    expect(argv({}).join(' ')).not.toContain('--max-rate');
  });

  it('gives masscan its part, and refuses one that does not exist or is for nmap', () => {
    const given = { scanner: 'masscan' as const, options: [{ name: '-p', value: '80' }] };
    expect(argv({ ...given, part: { index: 2, of: 3 } })).toContain('--shard=2/3');
    expect(argv(given).join(' ')).not.toContain('--shard');
    expect(plan({ ...given, part: { index: 4, of: 3 } })).toMatchObject({ reason: 'manifest_invalid' });
    expect(plan({ part: { index: 1, of: 2 } })).toMatchObject({ reason: 'manifest_invalid' });
  });

  it('refuses masscan without raw sockets', () => {
    const given = { scanner: 'masscan', options: [{ name: '-p', value: '80' }] } as const;
    expect(plan({ ...given, options: [...given.options] }, { raw: false })).toMatchObject({
      reason: 'needs_privilege',
    });
  });

  it('gives masscan its seed and the settings of the owner', () => {
    const given = { scanner: 'masscan' as const, options: [{ name: '-p', value: '80' }], seed: 99 };
    expect(argv(given, { masscan: { routerMac: '00:11:22:33:44:55', interface: 'eth0' } })).toEqual(
      expect.arrayContaining(['--seed=99', '--router-mac=00:11:22:33:44:55', '--interface=eth0']),
    );
  });

  it('refuses a user agent that no argv can hold', () => {
    expect(plan({ userAgent: 'a\nb' })).toMatchObject({ kind: 'refused', reason: 'manifest_invalid' });
  });
});
