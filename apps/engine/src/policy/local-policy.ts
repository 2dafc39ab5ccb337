import type { EnginePolicy, ScannerName } from '@scanfleet/contracts';
import type { OptionAllowance } from '@scanfleet/scan-options';
import { AddressSet, SPECIAL_REFUSED } from '@scanfleet/targets';
import type { PolicyConfig } from '../config/engine-config.js';
import { readEntries } from './address-entries.js';

export type LocalPolicyResult = { ok: true; policy: LocalPolicy } | { ok: false; problems: string[] };

/** The last word on what this engine probes: its owner's. The console cannot change it and is only told of it. */
export class LocalPolicy {
  private constructor(
    private readonly config: PolicyConfig,
    private readonly permitted: AddressSet,
    private readonly denied: AddressSet,
  ) {}

  /** Nothing is allowed: what holds while the owner's policy cannot be read. */
  static readonly nothing = new LocalPolicy(
    { allowed: [], denied: [], scanners: [], maxRate: null, allowOptions: [], allowScripts: [] },
    AddressSet.empty,
    AddressSet.empty,
  );

  /**
   * Compiles the owner's lists. Special ranges (loopback, link-local with the clouds' metadata services, multicast, reserved) are
   * not in a wide entry such as `0.0.0.0/0`: they need an entry of their own that lies within them.
   */
  static compile(config: PolicyConfig): LocalPolicyResult {
    const allowed = readEntries(config.allowed);
    const denied = readEntries(config.denied);
    const problems = [...allowed.problems, ...denied.problems];
    if (problems.length > 0) return { ok: false, problems };
    const special = allowed.sets.filter((entry) => SPECIAL_REFUSED.containsSet(entry));
    const permitted = AddressSet.uniteAll(allowed.sets).subtract(SPECIAL_REFUSED).unite(AddressSet.uniteAll(special));
    return { ok: true, policy: new LocalPolicy(config, permitted, AddressSet.uniteAll(denied.sets)) };
  }

  get maxRate(): number | null {
    return this.config.maxRate;
  }

  get allowance(): OptionAllowance {
    return { options: this.config.allowOptions, scripts: this.config.allowScripts };
  }

  allowsScanner(scanner: ScannerName): boolean {
    return this.config.scanners.includes(scanner);
  }

  /** Why the addresses may not be probed here, in a sentence with examples, or null when all may. */
  objection(targets: AddressSet): string | null {
    const outside = targets.subtract(this.permitted);
    if (!outside.isEmpty()) return `${examples(outside)} is outside of what the owner of this engine allows`;
    const refused = targets.intersect(this.denied);
    return refused.isEmpty() ? null : `${examples(refused)} is denied by the owner of this engine`;
  }

  /** What is told to the console. */
  toWire(): EnginePolicy {
    const { allowed, denied, scanners, maxRate } = this.config;
    return { allowed, denied, scanners, maxRate };
  }
}

function examples(set: AddressSet): string {
  const blocks = set.cidrs();
  const shown = blocks.slice(0, 3).join(', ');
  return blocks.length > 3 ? `${shown} and ${blocks.length - 3} more` : shown;
}
