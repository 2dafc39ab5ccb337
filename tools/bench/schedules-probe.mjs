/**
 * The measured part of the `schedules` benchmark, in a process of its own that runs the console's source against the server that
 * SCANFLEET_TEST_DATABASE_URL names. Prints one line of JSON; what it says meanwhile goes to stderr.
 *
 * `node --import apps/console/test/source-hooks.mjs tools/bench/schedules-probe.mjs kills|tick <number> [seed]`
 */
const load = (file) => import(new URL(`../../apps/console/test/${file}`, import.meta.url));
const { ScheduleBench } = await load('schedule-bench.ts');
const [what, number, seed] = process.argv.slice(2);
const say = (line) => process.stderr.write(`${line}\n`);
const DUE = 100;
const TICKS = 40;

const bench = await ScheduleBench.open();
try {
  await bench.clear();
  const result = what === 'kills' ? await kills() : await ticks();
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await bench.close();
}

async function kills() {
  const { killSchedulers } = await load('schedule-kills.ts');
  return killSchedulers(bench, { crashes: Number(number), seed: Number(seed), say });
}

/** Milliseconds of ticks beside so many schedules: with none due, and with a hundred due whose scans are planned. */
async function ticks() {
  const id = await bench.aSchedule({ recurrence: { start: '2026-03-01T12:00', rules: 'FREQ=HOURLY' } });
  const columns = await bench.database.query(
    `SELECT string_agg(quote_ident(column_name::text), ', ') AS list FROM information_schema.columns
     WHERE table_name = 'schedule' AND column_name NOT IN ('id', 'name', 'look_at')`,
  );
  const { list } = columns[0];
  await bench.database.query(
    `INSERT INTO schedule (id, name, look_at, ${list})
     SELECT gen_random_uuid(), 'schedule ' || n, look_at + n * interval '1 second', ${list} FROM schedule, generate_series(1, $2::int) AS n
     WHERE schedule.id = $1`,
    [id, Number(number) - 1],
  );
  await bench.database.query('ANALYZE schedule');
  const { tick: doTick } = bench.scheduler();
  const timed = async () => {
    const begun = performance.now();
    await doTick();
    return performance.now() - begun;
  };
  await timed();
  const none = [];
  for (let tick = 0; tick < TICKS; tick += 1) none.push(await timed());
  const plan = await bench.database.query(
    `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT id FROM schedule WHERE look_at <= $1 ORDER BY look_at LIMIT 200`,
    [bench.clock.now()],
  );
  const due = [];
  for (let round = 0; round < 5; round += 1) {
    await bench.database.query(
      `UPDATE schedule SET next_occurrence_at = $1, next_run_at = $1, look_at = $1
       WHERE id IN (SELECT id FROM schedule ORDER BY look_at DESC LIMIT ${DUE})`,
      [bench.clock.now()],
    );
    due.push(await timed());
    const [{ n }] = await bench.database.query(
      `SELECT count(*)::int AS n FROM schedule_run WHERE occurrence_at = $1 AND outcome = 'started'`,
      [bench.clock.now()],
    );
    if (n !== DUE) throw new Error(`${n} of ${DUE} due schedules made a scan`);
    bench.clock.pass(1);
  }
  return { none, due, plan: plan.map((row) => row['QUERY PLAN']) };
}
