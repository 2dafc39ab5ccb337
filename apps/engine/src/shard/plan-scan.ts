import { compileArgv, effectiveTechnique, OptionsRefused } from '@scanfleet/scan-options';
import type { EngineConfig } from '../config/engine-config.js';
import type { LocalPolicy } from '../policy/local-policy.js';
import type { AcceptedShard, Refusal } from '../policy/read-shard.js';

/** What will be run, and what a person must be told about it. */
export interface PlannedScan {
  kind: 'planned';
  argv: string[];
  /** What is done differently from what was asked, such as connect instead of SYN. */
  notes: string[];
}

/** Progress every two seconds: nmap flushes its report then too. */
const STATS_SECONDS = 2;

/** Makes the argv of an accepted shard from its typed options, or says why they cannot run here. Pure. */
export function planScan(
  shard: AcceptedShard,
  context: {
    files: { targets: string; excludes: string; report: string };
    policy: LocalPolicy;
    masscan: EngineConfig['masscan'];
  },
): PlannedScan | Refusal {
  const { manifest, options, family, scanner } = shard;
  const { policy, files, masscan } = context;
  try {
    const argv = compileArgv({
      scanner: manifest.scanner,
      options,
      family,
      privileged: scanner.raw,
      files,
      rate: lowest(policy.maxRate, manifest.maxRate),
      statsSeconds: STATS_SECONDS,
      userAgent: manifest.userAgent ?? undefined,
      masscan: { seed: manifest.seed, shard: manifest.part ?? undefined, ...masscan },
      allowance: policy.allowance,
    });
    const sentence =
      manifest.scanner === 'nmap' ? effectiveTechnique(options, scanner.raw, family).sentence : undefined;
    return {
      kind: 'planned',
      argv,
      notes: sentence ? [sentence.slice(0, 500)] : [],
    };
  } catch (error) {
    if (error instanceof OptionsRefused) {
      const reason = scanner.raw || error.problems.length > 0 ? 'option_refused' : 'needs_privilege';
      return { kind: 'refused', reason, detail: error.message.slice(0, 1000) };
    }
    // A user agent or seed that no argv can hold.
    if (error instanceof RangeError) return { kind: 'refused', reason: 'manifest_invalid', detail: error.message };
    throw error;
  }
}

/** The owner's most and the console's: whoever wants less has the say. */
function lowest(...rates: readonly (number | null)[]): number | undefined {
  const given = rates.filter((rate) => rate !== null);
  return given.length > 0 ? Math.min(...given) : undefined;
}
