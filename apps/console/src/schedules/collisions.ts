/** A run as far as it is known before it begins. */
export interface ExpectedRun {
  readonly scheduleId: string;
  readonly siteId: string;
  readonly at: Date;
  /** About when its scan ends. */
  readonly end: Date;
}

/** For each run, the schedules of its site whose run is still working, or begins, when it begins; its own schedule may be one. */
export function collisions<Run extends ExpectedRun>(runs: readonly Run[]): Map<Run, string[]> {
  const found = new Map<Run, string[]>();
  for (const ofSite of Map.groupBy(runs, ({ siteId }) => siteId).values()) {
    let working: Run[] = [];
    const inOrder = ofSite.toSorted((one, other) => one.at.getTime() - other.at.getTime());
    for (const together of Map.groupBy(inOrder, ({ at }) => at.getTime()).values()) {
      const at = together[0]?.at ?? new Date(0);
      working = working.filter(({ end }) => end > at);
      for (const run of together) {
        const beside = [...working, ...together.filter((other) => other !== run)];
        found.set(run, [...new Set(beside.map(({ scheduleId }) => scheduleId))]);
      }
      working.push(...together);
    }
  }
  return found;
}
