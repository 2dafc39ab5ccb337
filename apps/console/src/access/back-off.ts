/** How soon failed sign-ins of one subject are slowed down. */
export interface BackOffRule {
  /** Failures that cost nothing. */
  readonly free: number;
  /** Longest pause, seconds. */
  readonly longest: number;
}

/** A name can be tried from many addresses. The longest pause is short, so that nobody can lock another one out for long. */
export const nameRule: BackOffRule = { free: 5, longest: 300 };
/** Many people may share an address. */
export const addressRule: BackOffRule = { free: 20, longest: 900 };

/** Seconds to wait after so many failures: nothing at first, then 1, 2, 4, ... */
export function pauseAfter(failures: number, { free, longest }: BackOffRule): number {
  return failures < free ? 0 : Math.min(longest, 2 ** Math.min(failures - free, 30));
}
