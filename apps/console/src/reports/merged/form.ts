import type { Observation, StartInfo } from '@scanfleet/scan-report';

/** What a merged report says of itself at its beginning. */
export interface MergedHead {
  /** What the first report said of its run; with the ports of all reports. */
  readonly start: StartInfo;
  /** Sentences of ours, for people. */
  readonly notes: readonly string[];
}

/** What it says at its end. */
export interface MergedTail {
  readonly up: number;
  readonly down: number;
  readonly total: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Why the report is not all of the scan; null when it is. */
  readonly incomplete: string | null;
}

/** One way to write a merged report. Everything that a host said is escaped by it. */
export interface MergedForm {
  /** File name ending. */
  readonly ending: string;
  head(head: MergedHead): string;
  /** @param first whether it is the first host of the report. */
  host(observation: Observation, first: boolean): string;
  tail(tail: MergedTail): string;
}
