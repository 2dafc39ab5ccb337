import { MissedPolicy, OverlapPolicy, SkipReason } from '@scanfleet/contracts';
import type { DueRun } from './due-runs.js';

/** Of late occurrences that all shall become scans, the newest so many do. */
export const MOST_CAUGHT_UP = 1000;

/** Everything that the fate of due occurrences depends on. */
export interface DecisionFacts {
  readonly now: Date;
  /** An occurrence that runs at most so much later than it is due is in time. */
  readonly graceSeconds: number;
  readonly missed: MissedPolicy;
  readonly overlap: OverlapPolicy;
  /** Oldest first, one at least. */
  readonly due: readonly DueRun[];
  /** There are more of them than `due` holds. */
  readonly more: boolean;
  readonly siteEnabled: boolean;
  /** The blackout that is open now and ends last; of one that is over, it is only not known yet what comes after it. */
  readonly blackout: { readonly name: string; readonly until: Date; readonly isOver: boolean } | null;
  /** Windows of blackouts since the oldest one was due. */
  readonly closed: readonly { readonly name: string; readonly start: Date; readonly end: Date }[];
  /** A scan of the schedule that has not ended. */
  readonly working: { readonly id: string; readonly state: string } | null;
  /** A run of it waits for that. */
  readonly queued: boolean;
}

/** Consecutive occurrences that do not become scans, for one reason. */
export interface Skip {
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  readonly reason: SkipReason;
  readonly detail: string | null;
}

/** What becomes of the oldest due occurrences: those of `skips` in their order, then `run`; nothing is decided about the rest. */
export interface Decision {
  readonly skips: readonly Skip[];
  readonly run: { readonly at: Date; readonly how: 'start' | 'queue' | 'replace' } | null;
  /** The rest is not thought of before; null = as soon as it is due. */
  readonly holdUntil: Date | null;
}

/** Decides about due occurrences: at most one becomes a run, so that each scan is a transaction of its own. */
export function decideRuns(facts: DecisionFacts): Decision {
  const { due, blackout } = facts;
  if (!facts.siteEnabled) {
    return { skips: skipped(due, { reason: SkipReason.SiteDisabled, detail: null }), run: null, holdUntil: null };
  }
  if (blackout && (blackout.isOver || facts.missed !== MissedPolicy.Skip)) {
    return { skips: [], run: null, holdUntil: blackout.until };
  }
  if (blackout) return { skips: missedRuns(facts, due, null), run: null, holdUntil: null };
  const { count, detail } = passedOver(facts);
  const skips = missedRuns(facts, due.slice(0, count), detail);
  const left = due.slice(count);
  // While there are more, the newest of all are not known yet.
  const isKnown = !(facts.more && facts.missed === MissedPolicy.All);
  const after = left.length > 0 && isKnown ? besideLastScan(facts, left) : { skips: [], run: null, holdUntil: null };
  return { ...after, skips: [...skips, ...after.skips] };
}

/** How many of the oldest occurrences are given up because they are late, and what is said of them. */
function passedOver(facts: DecisionFacts): { count: number; detail: string | null } {
  const late = facts.due.filter((run) => isLate(facts, run)).length;
  if (late === 0) return { count: 0, detail: null };
  switch (facts.missed) {
    case MissedPolicy.Skip:
      return { count: late, detail: null };
    case MissedPolicy.Once:
      // The newest of all stands for them; where there are more than were read, it is not among these.
      return { count: facts.due.length - (facts.more ? 0 : 1), detail: 'A later one ran in its place.' };
    case MissedPolicy.All: {
      const most = MOST_CAUGHT_UP.toLocaleString('en');
      return {
        count: Math.max(0, (facts.more ? facts.due.length : late) - MOST_CAUGHT_UP),
        detail: `Only the newest ${most} missed runs are made up for.`,
      };
    }
  }
}

function besideLastScan(facts: DecisionFacts, left: readonly DueRun[]): Decision {
  const [run] = left;
  if (!run) throw new Error('nothing is left to decide about');
  const { at } = run;
  const { working, queued, overlap } = facts;
  if (!working && !queued) return { skips: [], run: { at, how: 'start' }, holdUntil: null };
  // Missed runs that are all made up for come one after the other, whatever becomes of those that are in time beside them.
  const catchesUp = facts.missed === MissedPolicy.All && isLate(facts, run);
  if (catchesUp || (overlap === OverlapPolicy.Queue && !queued)) {
    return { skips: [], run: { at, how: 'queue' }, holdUntil: null };
  }
  if (overlap === OverlapPolicy.Replace) return { skips: [], run: { at, how: 'replace' }, holdUntil: null };
  const before = working ? `The scan ${working.id} was still ${working.state}` : 'The run before it had not begun';
  const detail = queued && working ? `${before}, and another run waited for it already.` : `${before}.`;
  return { skips: skipped(left, { reason: SkipReason.Overlap, detail }), run: null, holdUntil: null };
}

function isLate({ now, graceSeconds }: DecisionFacts, { dueAt }: DueRun): boolean {
  return now.getTime() - dueAt.getTime() > graceSeconds * 1000;
}

/** Skips of occurrences that were not run in time, each with why: a blackout, or that nobody was there. */
function missedRuns(facts: DecisionFacts, runs: readonly DueRun[], detail: string | null): Skip[] {
  return grouped(runs, (run) => {
    const blackout =
      facts.closed.find(({ start, end }) => start <= run.dueAt && run.dueAt < end) ??
      (isLate(facts, run) ? undefined : facts.blackout);
    if (!blackout) return { reason: SkipReason.Late, detail };
    const open = `The blackout "${blackout.name}" was open.`;
    return { reason: SkipReason.Blackout, detail: detail === null ? open : `${open} ${detail}` };
  });
}

function skipped(runs: readonly DueRun[], why: Pick<Skip, 'reason' | 'detail'>): Skip[] {
  return grouped(runs, () => why);
}

/** One skip for each stretch of occurrences with the same reason. */
function grouped(runs: readonly DueRun[], why: (run: DueRun) => Pick<Skip, 'reason' | 'detail'>): Skip[] {
  const skips: Skip[] = [];
  for (const run of runs) {
    const { reason, detail } = why(run);
    const before = skips.at(-1);
    if (before?.reason === reason && before.detail === detail) {
      skips[skips.length - 1] = { ...before, last: run.at, count: before.count + 1 };
    } else {
      skips.push({ first: run.at, last: run.at, count: 1, reason, detail });
    }
  }
  return skips;
}
