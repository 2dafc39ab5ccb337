/**
 * 500 random scans by nmap and masscan under packet capture (`SCOPE_SCANS` chooses how many; needs root), and 10^6 random pairs of
 * targets and exclusions against a bit set (`SCOPE_SETS`).
 */
import { loadavg } from 'node:os';
import { whyNoNetwork } from '../../rigs/scope-network.mjs';
import { spawnRig } from '../spawn-rig.mjs';

const none = (name, value, note) => ({ name, value, unit: '', bar: '0', passed: value === 0, note });

async function run({ log }) {
  const sets = await spawnRig('scope-oracle.mjs', [process.env.SCOPE_SETS ?? '1000000'], log);
  const figures = [
    none(
      'differences from the bit set',
      sets.differences,
      `${sets.sets} pairs of targets and exclusions in ${Math.round(sets.seconds)} s`,
    ),
  ];
  const why = whyNoNetwork();
  if (why) {
    log(`no packets are captured: ${why}`);
    figures.push({ name: 'scans under capture', value: 0, unit: '', bar: '> 0', passed: false, note: why });
    return { figures };
  }
  const result = await spawnRig('scope.mjs', ['--scans', process.env.SCOPE_SCANS ?? '500'], log);
  const kinds = Object.entries(result.told).map(([kind, count]) => `${kind} ${count}`);
  figures.push(
    none('complaints about packets', result.wrong.length, result.wrong[0]?.slice(0, 300) ?? kinds.join(', ')),
    {
      name: 'last packet after an exclusion was taken, worst',
      value: result.worstMs,
      unit: 'ms',
      bar: '<= 10000 ms',
      passed: result.worstMs <= 10_000,
      note: `${result.scans} scans, ${result.packets} packets, seed ${result.seed}, load ${loadavg()[0].toFixed(1)}`,
    },
  );
  return { figures };
}

export default { name: 'scope', run };
