import type { Observation } from '../observation.js';
import type { FinishedEvent, StartInfo } from '../report-event.js';

/** What one line of a line format says. */
export type LineMeaning =
  | { kind: 'nothing' }
  | { kind: 'start'; start: StartInfo }
  | { kind: 'host'; observation: Observation }
  | { kind: 'finished'; finished: FinishedEvent }
  | { kind: 'unreadable' };

/** A report format in which each line stands for itself. */
export interface LineFormat {
  /** How a person knows the format, for messages. */
  title: string;
  /** @param start what was read of the report's beginning so far */
  read(line: string, start: StartInfo | undefined): LineMeaning;
}
