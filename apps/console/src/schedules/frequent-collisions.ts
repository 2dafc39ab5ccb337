import { setImmediate as breathe } from 'node:timers/promises';
import type { CalendarEntry, Planned } from './calendar-entries.js';
import type { ExpectedRun } from './collisions.js';

/** Schedules of one site with many runs a day that others are compared with. */
const MOST_FREQUENT = 10;
/** Other requests get their turn after so many entries. */
const ENTRIES_AT_ONCE = 200;

type Entry = CalendarEntry<unknown>;

/**
 * For each entry, the schedules of its site that it would meet where one of both has many runs on a day: those whose run works, or
 * begins, when one of its own begins. Of an entry of many, the first are compared with other schedules of many.
 * @param before runs that may still work when the first entries begin.
 */
export async function frequentCollisions<Of extends Entry>(
  entries: readonly Of[],
  before: readonly ExpectedRun[],
): Promise<Map<Of, string[]>> {
  const found = new Map<Of, string[]>();
  for (const [siteId, ofSite] of Map.groupBy(entries, (entry) => entry.siteId)) {
    const many = ofSite.filter(({ count }) => count !== 1);
    const frequent = [...new Map(many.map(({ scheduleId, planned }) => [scheduleId, planned]))].slice(0, MOST_FREQUENT);
    if (frequent.length === 0) continue;
    const single = [...before.filter((run) => run.siteId === siteId), ...ofSite.filter(({ count }) => count === 1)];
    for (const [index, entry] of ofSite.entries()) {
      if (index % ENTRIES_AT_ONCE === ENTRIES_AT_ONCE - 1) await breathe();
      const beside = frequent.flatMap(([id, planned]) => (meets(entry, id, planned) ? [id] : []));
      found.set(entry, [...new Set([...beside, ...(entry.count !== 1 ? singlesMet(entry, single) : [])])]);
    }
  }
  return found;
}

/** Whether a run of the schedule works when one of the entry begins; of its own runs, the one before. */
function meets(entry: Entry, id: string, { recurrence, milliseconds }: Planned<unknown>): boolean {
  return entry.first.some((at, index) => {
    const latest = id === entry.scheduleId ? entry.first[index - 1] : at;
    const from = new Date(at.getTime() - milliseconds + 1);
    return latest !== undefined && recurrence.between(from, after(latest), 1).length > 0;
  });
}

/** The schedules of single runs during which a run of the entry begins. */
function singlesMet({ at: begin, last, planned }: Entry, singles: readonly ExpectedRun[]): string[] {
  return singles
    .filter(({ at, end }) => at <= last && end > begin)
    .filter(({ at, end }) => {
      const [from, until] = [at < begin ? begin : at, end < last ? end : after(last)];
      return planned.recurrence.between(from, until, 1).length > 0;
    })
    .map(({ scheduleId }) => scheduleId);
}

function after(at: Date): Date {
  return new Date(at.getTime() + 1);
}
