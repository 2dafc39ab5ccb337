import { loadConfigFile } from '@scanfleet/env';
import { policyConfig, type EngineConfig } from '../config/engine-config.js';
import { LocalPolicy } from './local-policy.js';

/** The owner's policy as it stands; `problems` is not empty while it cannot be read, and then nothing is allowed. */
export interface CurrentPolicy {
  policy: LocalPolicy;
  problems: readonly string[];
}

/**
 * Where the policy comes from. A policy file is read again for every question, so that its owner can widen or narrow it
 * without a restart. A broken file allows nothing: to go on with the old one could mean to go on with what was just forbidden.
 */
export class PolicySource {
  constructor(private readonly config: Pick<EngineConfig, 'policy' | 'policyFile'>) {}

  current(): CurrentPolicy {
    const { policy, policyFile } = this.config;
    return policyFile === undefined ? compile(policy ?? {}) : fromFile(policyFile);
  }
}

function fromFile(path: string): CurrentPolicy {
  const loaded = loadConfigFile(path);
  if (!loaded.ok) return { policy: LocalPolicy.nothing, problems: [`${path} ${loaded.problem.message}`] };
  const current = compile(loaded.value);
  return { ...current, problems: current.problems.map((problem) => `${path}: ${problem}`) };
}

function compile(value: unknown): CurrentPolicy {
  const parsed = policyConfig.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${['policy', ...issue.path].join('.')}: ${issue.message}`);
    return { policy: LocalPolicy.nothing, problems };
  }
  const compiled = LocalPolicy.compile(parsed.data);
  return compiled.ok
    ? { policy: compiled.policy, problems: [] }
    : { policy: LocalPolicy.nothing, problems: compiled.problems };
}
