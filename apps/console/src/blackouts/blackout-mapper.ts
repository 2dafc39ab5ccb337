import type { Blackout, BlackoutPreview, TimeWindow } from '@scanfleet/contracts';
import type { Window } from '@scanfleet/recurrence';
import { type BlackoutRow, recordOf } from './blackout-row.js';
import { durationWords } from './duration-words.js';
import { type KnownRecurrence, readableRecurrence } from './read-recurrence.js';

/** A blackout with the names of what it is for, as `BlackoutQueries` selects it. */
export interface BlackoutListRow extends BlackoutRow {
  readonly site_name: string | null;
  readonly engine_name: string | null;
  readonly paused_scans: number;
  readonly created_by: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The contract's blackout of a row; whether it is active is decided at `now`. */
export function toBlackout(row: BlackoutListRow, now: Date): Blackout {
  const minutes = row.duration_seconds / 60;
  const window = row.window_start && row.window_end ? toWindow({ start: row.window_start, end: row.window_end }) : null;
  return {
    id: row.id,
    name: row.name,
    reason: row.reason,
    scope: row.scope,
    site: row.site_id === null ? null : { id: row.site_id, name: row.site_name ?? '' },
    engine: row.engine_id === null ? null : { id: row.engine_id, name: row.engine_name ?? '' },
    recurrence: recordOf(row),
    words: blackoutWords(readableRecurrence(recordOf(row))?.words ?? row.rules, minutes),
    durationMinutes: minutes,
    enabled: row.enabled,
    active: row.window_start !== null && row.window_start <= now,
    window,
    pausedScans: row.paused_scans,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The contract's preview of a recurrence with its next windows. */
export function toPreview(
  { record, recurrence }: KnownRecurrence,
  { windows, durationMinutes }: { windows: readonly Window[]; durationMinutes: number },
): BlackoutPreview {
  return {
    recurrence: record,
    words: blackoutWords(recurrence.words, durationMinutes),
    windows: windows.map(toWindow),
  };
}

function blackoutWords(recurrence: string, minutes: number): string {
  return `${recurrence}, for ${durationWords(minutes)}`;
}

function toWindow({ start, end }: Window): TimeWindow {
  return { start: start.toISOString(), end: end.toISOString() };
}
