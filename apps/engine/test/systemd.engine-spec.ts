import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEngineConfig } from '../src/config/engine-config.js';

const folder = join(import.meta.dirname, '../../../deploy/systemd');
const unitFile = join(folder, 'scanfleet-engine.service');
const unit = readFileSync(unitFile, 'utf8');
const values = (name: string): string[] =>
  unit.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
const withAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0 ? it : it.skip;

describe('the systemd unit', () => {
  withAnalyze('is in order for systemd itself (needs systemd-analyze)', () => {
    const { stderr } = spawnSync('systemd-analyze', ['verify', unitFile], { encoding: 'utf8' });
    // All that is wrong is that the engine is not installed on the machine of this test.
    const complaints = stderr.split('\n').filter((line) => line.includes('scanfleet-engine.service'));
    expect(complaints).toEqual([expect.stringContaining('/opt/scanfleet-engine/scanfleet-engine is not executable')]);
  });

  it('starts an engine with the example configuration and an environment that it knows', () => {
    const env = Object.fromEntries(values('Environment').map((entry) => entry.split('=')));
    const { MALLOC_ARENA_MAX, ...own } = env as Record<string, string>;
    expect(MALLOC_ARENA_MAX).toBe('1');
    const result = readEngineConfig(join(folder, 'scanfleet-engine.yaml'), own);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { config } = result;
    expect(config.dataDir).toBe(`/var/lib/${values('StateDirectory')[0]}`);
    expect(config.nmapPath).toBe('/var/lib/scanfleet-engine-scanners/nmap');
    expect(config.shutdownGraceSeconds + 10).toBeLessThan(Number(values('TimeoutStopSec')[0]));
  });

  it('gives the engine no capability, and its scanners’ files the three that they need', () => {
    expect(values('User')).toEqual(['scanfleet-engine']);
    expect(values('AmbientCapabilities')).toEqual(['']);
    expect(values('CapabilityBoundingSet')).toEqual(['CAP_NET_RAW CAP_NET_ADMIN CAP_NET_BIND_SERVICE']);
    const granted = values('ExecStartPre').filter((line) => line.includes('setcap'));
    expect(granted).toHaveLength(2);
    for (const line of granted) expect(line).toContain(' cap_net_raw,cap_net_admin,cap_net_bind_service+eip ');
  });

  it('has no setting that implies NoNewPrivileges, with which the rights of the scanners’ files would be void', () => {
    const implying = [
      ...[
        'SystemCallFilter',
        'SystemCallArchitectures',
        'RestrictAddressFamilies',
        'RestrictNamespaces',
        'PrivateDevices',
      ],
      ...['ProtectKernelTunables', 'ProtectKernelModules', 'ProtectKernelLogs', 'ProtectClock', 'ProtectHostname'],
      ...['MemoryDenyWriteExecute', 'RestrictRealtime', 'RestrictSUIDSGID', 'LockPersonality', 'DynamicUser'],
    ];
    for (const name of implying) expect(values(name)).toEqual([]);
    expect(values('NoNewPrivileges')).toEqual(['no']);
  });

  it('names the flags of Node with which the engine is measured', () => {
    const flags = readFileSync(join(import.meta.dirname, '../node-flags.mjs'), 'utf8').match(/'(--[a-z-]+[^']*)'/g);
    for (const flag of flags ?? ['none']) expect(unit).toContain(flag.replaceAll("'", ''));
  });
});
