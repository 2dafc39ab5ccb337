import { parseTarget, type TargetLine } from '@scanfleet/targets';
import type { ExclusionLine } from './exclusion-rules.js';

/** An exclusion with what its target means; a host name has no `set` until someone resolves it. */
export type ReadExclusion = ExclusionLine & Pick<TargetLine, 'set' | 'name'>;

/**
 * Reads the targets of exclusions.
 * @throws Error for a stored target that cannot be read: leaving it out would let its addresses be probed.
 */
export function readExclusions(lines: readonly ExclusionLine[]): ReadExclusion[] {
  return lines.map((line) => {
    const read = parseTarget(line.target);
    if (!read.ok) throw new Error(`the stored exclusion ${line.id} cannot be read: ${read.problem.message}`);
    return { ...line, set: read.target.set, name: read.target.name } as ReadExclusion;
  });
}
