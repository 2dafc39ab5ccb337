import { spawnSync } from 'node:child_process';
import { findProgram } from '../setup/workspace.mjs';

/**
 * What this machine can do for tests, and what it cannot with the reason. Tests read it from the environment.
 * @returns {Promise<{ nmap: boolean, masscan: boolean, chromium: boolean, redis: boolean, netns: boolean, missing: { what: string, why: string }[], environment: Record<string, string> }>}
 */
export async function capabilities() {
  const root = process.getuid?.() === 0;
  const nmap = findProgram('nmap');
  const masscan = findProgram('masscan');
  const chromium = findProgram('chromium') ?? findProgram('chromium-browser');
  const redis = findProgram('redis-server');
  const netns = root && canMakeNamespace();
  const missing = [];
  const install = (name) =>
    `${name} is not installed and could not be (as root on Debian or Ubuntu it is installed by itself): sudo apt-get install ${name}`;
  if (!nmap) missing.push({ what: 'scans with nmap', why: install('nmap') });
  if (!masscan) missing.push({ what: 'scans with masscan', why: install('masscan') });
  if (!chromium) missing.push({ what: 'browser tests', why: install('chromium') });
  if (!redis) missing.push({ what: 'queue and bus on Redis', why: install('redis-server') });
  if (!netns)
    missing.push({
      what: 'scans between network namespaces',
      why: root ? 'this machine does not let root make network namespaces' : 'they need root',
    });
  return {
    nmap: Boolean(nmap),
    masscan: Boolean(masscan),
    chromium: Boolean(chromium),
    redis: Boolean(redis),
    netns,
    missing,
    environment: {
      ...(chromium ? { SCANFLEET_TEST_CHROMIUM: chromium } : {}),
      ...(nmap ? { SCANFLEET_TEST_NMAP: nmap } : {}),
      ...(masscan ? { SCANFLEET_TEST_MASSCAN: masscan } : {}),
      ...(netns ? { SCANFLEET_TEST_NETNS: '1' } : {}),
    },
  };
}

/** Makes a network namespace of its own name and removes it again. */
function canMakeNamespace() {
  const ip = findProgram('ip');
  if (!ip) return false;
  const name = `scanfleet-probe-${process.pid}`;
  if (spawnSync(ip, ['netns', 'add', name]).status !== 0) return false;
  const entered = spawnSync('nsenter', [`--net=/run/netns/${name}`, '--', 'true']).status === 0;
  spawnSync(ip, ['netns', 'delete', name]);
  return entered;
}
