/**
 * One scan of 65,536 addresses by eight engines in a storm of faults: what is lost, counted twice, done again. `CHAOS_FAULTS` chooses how
 * many (1,000, some 45 minutes), `CHAOS_SEED` which.
 */
import { spawnRig } from '../spawn-rig.mjs';

async function run({ log }) {
  const faults = process.env.CHAOS_FAULTS ?? '1000';
  const seed = process.env.CHAOS_SEED ?? '1';
  const result = await spawnRig('chaos.mjs', ['--faults', faults, '--seed', seed], log);
  const none = (name, value, note) => ({ name, value, unit: '', bar: '0', passed: value === 0, note });
  const kinds = Object.entries(result.byKind).map(([kind, count]) => `${kind} ${count}`);
  return {
    figures: [
      none(
        'hosts lost',
        result.lost,
        `${result.up} hosts up among ${result.planned} addresses; ${result.faults} faults, seed ${result.seed}, ${Math.round(result.seconds)} s`,
      ),
      none('hosts counted twice', result.twice),
      none('anything else that is wrong', result.wrong.length, result.wrong[0]?.slice(0, 300)),
      {
        name: 'rework',
        value: (100 * result.rework).toFixed(2),
        unit: '%',
        bar: '<= 5 %',
        passed: result.rework <= 0.05,
        note: kinds.join(', '),
      },
    ],
  };
}

export default { name: 'chaos', run };
