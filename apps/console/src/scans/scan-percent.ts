/** How much of a stage is done, in addresses. What was excluded after planning is in neither. */
export interface StageWork {
  readonly done: number;
  readonly all: number;
}

/** How far a stage has come, 0 to 1; `nothing` is the answer where it has no addresses. */
export function share({ done, all }: StageWork, nothing: number): number {
  return all > 0 ? Math.max(0, Math.min(1, done / all)) : nothing;
}

/** A share as a percentage with one decimal. */
export function percentOf(part: number): number {
  return Math.round(part * 1000) / 10;
}

/**
 * How far a scan has come, 0 to 1. In a scan of two stages the first is the first half. The second half is what is done of
 * what was found, and counts only as far as the first stage has come, because the rest of it may find more: so the second
 * stage is never complete before the first, and both together never before all is done.
 * @param second null for a scan of one stage; what was found and has no shard yet is among `all`.
 */
export function scanShare(first: StageWork, second: StageWork | null): number {
  const found = share(first, 1);
  if (second === null) return found;
  return (found * (1 + share(second, found < 1 ? 0 : 1))) / 2;
}
