import { MissedPolicy, OverlapPolicy, type ScheduleAgainst, type SkipReason } from '@scanfleet/contracts';
import { countOf } from '../text/format-count.js';

/** Why an occurrence did not become a scan. */
export const skipWords: Readonly<Record<SkipReason, string>> = {
  late: 'the console was down, or too busy, when it was due',
  overlap: 'the scan before it still worked',
  blackout: 'a blackout was open',
  refused: 'its scan could not be planned',
  site_disabled: 'its site was disabled',
};

export interface Policy<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly meaning: string;
}

/** What becomes of runs that could not start in time. */
export const missedPolicies: readonly Policy<MissedPolicy>[] = [
  {
    value: MissedPolicy.Once,
    label: 'Run once',
    meaning: 'As soon as it can, one run makes up for all that were missed.',
  },
  { value: MissedPolicy.All, label: 'Run all', meaning: 'Each that was missed is run, one after the other.' },
  { value: MissedPolicy.Skip, label: 'Skip', meaning: 'What was missed is recorded and not made up for.' },
];

/** What becomes of a run while the scan before it still works. */
export const overlapPolicies: readonly Policy<OverlapPolicy>[] = [
  { value: OverlapPolicy.Skip, label: 'Skip', meaning: 'The new run is left out; the scan goes on.' },
  {
    value: OverlapPolicy.Queue,
    label: 'Wait',
    meaning: 'The new run starts when the scan has ended; one waits at most.',
  },
  { value: OverlapPolicy.Replace, label: 'Replace', meaning: 'The scan is stopped, and the new run starts at once.' },
];

/** What a schedule scans. */
export const againstWords: Readonly<Record<ScheduleAgainst, string>> = {
  site: 'all targets of the site',
  live_hosts: 'known hosts of the site that are not gone',
};

/** `12 occurrences`, for what was skipped together. */
export function occurrencesWords(count: number): string {
  return countOf(count, 'occurrence');
}

/** `720 runs`; `many runs` where the console did not count them. */
export function runCountWords(count: number | null): string {
  return count === null ? 'many runs' : countOf(count, 'run');
}

/** `720 runs, 00:00 to 23:58`, for the runs of a day that are told as one. */
export function manyRunsWords(many: { count: number | null; time: string; lastTime: string }): string {
  return `${runCountWords(many.count)}, ${many.time} to ${many.lastTime}`;
}

/** What is said of a day whose runs are not all told. */
export const missingWords = { none: '', some: 'not all runs shown', all: 'runs not shown' } as const;

/** How much later than due a run may start: `at once`, `up to 45 s later`, `up to 5 min later`. */
export function jitterWords(seconds: number): string {
  if (seconds === 0) return 'at once';
  if (seconds % 3600 === 0) return `up to ${seconds / 3600} h later, by chance`;
  if (seconds % 60 === 0) return `up to ${seconds / 60} min later, by chance`;
  return `up to ${seconds} s later, by chance`;
}
