import { MissedPolicy, OverlapPolicy } from '@scanfleet/contracts';
import { readRecurrence } from '@scanfleet/recurrence';
import { Metrics } from '../src/platform/metrics/metrics.js';
import { Death, MortalDatabase } from './mortal-database.js';
import type { ScheduleBench, TestScheduler } from './schedule-bench.js';

const START = '2026-03-01T12:00:00';
/**
 * A console dies within so many statements. A decision takes about 25 and four are made side by side, so that with fewer hardly any
 * would come as far as its commit.
 */
const LONGEST_LIFE = 200;

/** What was found after many deaths. */
export interface KillReport {
  readonly crashes: number;
  readonly byDeath: Readonly<Record<Death, number>>;
  readonly rounds: number;
  readonly occurrences: number;
  readonly started: number;
  readonly skipped: number;
  /** What is wrong, in sentences: an occurrence that nobody decided about, or that was decided twice. */
  readonly wrong: readonly string[];
}

interface MortalConsole {
  readonly mortal: MortalDatabase;
  readonly metrics: Metrics;
  process: TestScheduler;
}

/**
 * Two consoles tick at once on schedules of every kind and die in between any two statements, until so many deaths were died. Then
 * looks whether each occurrence became exactly one scan or one recorded skip.
 * @param seed decides all that is left to chance but the order in which both consoles' statements reach the server.
 */
export async function killSchedulers(
  bench: ScheduleBench,
  { crashes, seed, say = () => undefined }: { crashes: number; seed: number; say?: (line: string) => void },
): Promise<KillReport> {
  const chance = seeded(seed);
  const below = (limit: number): number => Math.floor(chance() * limit);
  const ids = await someSchedules(bench);
  const consoles = await Promise.all([aMortalConsole(bench), aMortalConsole(bench)]);
  const byDeath: Record<Death, number> = { before: 0, after: 0, cut: 0 };
  const deaths = Object.values(Death);
  let died = 0;
  let rounds = 0;
  try {
    while (died < crashes) {
      rounds += 1;
      // Now and then nobody was there for a while.
      bench.clock.pass(below(50) === 0 ? 1200 : 60);
      if (below(3) > 0) await bench.endScans();
      const hows = consoles.map(() => deaths[below(deaths.length)] ?? Death.Before);
      consoles.forEach(({ mortal }, index) => mortal.dieAt(1 + below(LONGEST_LIFE), hows[index] ?? Death.Before));
      await Promise.allSettled(consoles.map(({ process }) => process.tick()));
      for (const [index, console] of consoles.entries()) {
        if (!console.mortal.revive()) continue;
        died += 1;
        byDeath[hows[index] ?? Death.Before] += 1;
        console.process = bench.scheduler({ database: console.mortal.database, metrics: console.metrics });
      }
      bench.ledgers.bench.bus.take();
      if (rounds % 500 === 0) say(`${died} deaths in ${rounds} rounds`);
    }
    await comeToRest(bench, consoles);
    return { crashes: died, byDeath, rounds, ...(await look(bench, ids)) };
  } finally {
    await Promise.all(consoles.map(({ mortal }) => mortal.close()));
  }
}

/** One minutely schedule for each pair of choices, one with jitter, and one whose scans are always refused. */
async function someSchedules(bench: ScheduleBench): Promise<string[]> {
  const recurrence = { start: START, zone: 'UTC', rules: 'FREQ=MINUTELY' };
  const ids: string[] = [];
  for (const missed of Object.values(MissedPolicy)) {
    for (const overlap of Object.values(OverlapPolicy)) {
      ids.push(await bench.aSchedule({ recurrence, missed, overlap }));
    }
  }
  ids.push(await bench.aSchedule({ recurrence, jitterSeconds: 50 }));
  ids.push(await bench.aSchedule({ recurrence, against: 'live_hosts' }));
  return ids;
}

async function aMortalConsole(bench: ScheduleBench): Promise<MortalConsole> {
  const mortal = await MortalDatabase.open(bench.databaseUrl);
  const metrics = new Metrics();
  return { mortal, metrics, process: bench.scheduler({ database: mortal.database, metrics }) };
}

/** Ticks without deaths until nothing is due and nothing waits. */
async function comeToRest(bench: ScheduleBench, consoles: readonly MortalConsole[]): Promise<void> {
  await bench.database.query(`UPDATE schedule SET look_at = next_run_at`);
  for (let round = 0; round < 2000; round += 1) {
    await bench.endScans();
    // Held ones are looked at again after some seconds; no further occurrence becomes due.
    await bench.database.query(`UPDATE schedule SET look_at = next_run_at WHERE next_run_at <= $1`, [
      bench.clock.now(),
    ]);
    for (const { process } of consoles) await process.tick();
    const [open] = await bench.database.query<{ n: number }>(
      `SELECT (SELECT count(*) FROM schedule WHERE next_run_at <= $1)::int
         + (SELECT count(*) FROM schedule_run WHERE outcome = 'queued')::int AS n`,
      [bench.clock.now()],
    );
    if (open?.n === 0) return;
  }
  throw new Error('the schedules do not come to rest');
}

async function look(
  bench: ScheduleBench,
  ids: readonly string[],
): Promise<Pick<KillReport, 'occurrences' | 'started' | 'skipped' | 'wrong'>> {
  const read = readRecurrence({ start: START, zone: 'UTC', rules: 'FREQ=MINUTELY' });
  if (!read.ok) throw new Error('the recurrence of the test is wrong');
  const wrong: string[] = [];
  const sums = { occurrences: 0, started: 0, skipped: 0 };
  for (const id of ids) {
    const { occurrence } = await bench.next(id);
    const expected = read.recurrence.between(new Date(`${START}.001Z`), occurrence ?? new Date(0), Infinity);
    const rows = await bench.database.query<{ at: Date; last: Date; count: number; outcome: string; scan: boolean }>(
      `SELECT occurrence_at AS at, last_occurrence_at AS last, occurrences AS count, outcome,
         EXISTS (SELECT FROM scan WHERE scan.id = r.scan_id AND scan.schedule_id = r.schedule_id) AS scan
       FROM schedule_run r WHERE schedule_id = $1 ORDER BY occurrence_at`,
      [id],
    );
    const decided = rows.flatMap(({ at, last, count }) => {
      const times = read.recurrence.between(at, new Date(last.getTime() + 1), Infinity);
      if (times.length !== count) wrong.push(`${id}: a run counts ${count} occurrences of ${times.length}`);
      return times.map((time) => time.toISOString());
    });
    const due = expected.map((time) => time.toISOString());
    const twice = decided.toSorted().filter((time, index, sorted) => time === sorted[index - 1]);
    const known = new Set(decided);
    const missing = due.filter((time) => !known.has(time));
    if (twice.length > 0) wrong.push(`${id}: decided twice: ${twice.slice(0, 5).join()}`);
    if (missing.length > 0) wrong.push(`${id}: never decided: ${missing.slice(0, 5).join()}`);
    if (decided.length > due.length) wrong.push(`${id}: decided before it was due`);
    const started = rows.filter(({ outcome }) => outcome === 'started');
    const odd = rows.filter(({ outcome, scan }) => (outcome === 'started') !== scan);
    if (odd.length > 0)
      wrong.push(`${id}: ${odd.length} runs have no scan although they started, or one although they did not`);
    const [scans] = await bench.database.query<{ n: number; runs: number }>(
      `SELECT (SELECT count(*) FROM scan WHERE schedule_id = $1)::int AS n,
         (SELECT count(DISTINCT scan_id) FROM schedule_run WHERE schedule_id = $1)::int AS runs`,
      [id],
    );
    if (scans?.n !== started.length || scans.runs !== started.length) {
      wrong.push(`${id}: ${started.length} runs started, and there are ${scans?.n} scans`);
    }
    sums.occurrences += due.length;
    sums.started += started.length;
    sums.skipped += due.length - started.length;
  }
  return { ...sums, wrong };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
