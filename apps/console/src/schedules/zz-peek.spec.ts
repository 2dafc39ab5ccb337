import { it } from '@jest/globals';
import { readRecurrence } from '@scanfleet/recurrence';
import { findEntries } from './calendar-entries.js';
import { collisions } from './collisions.js';
import { frequentCollisions } from './frequent-collisions.js';
import { daysOf } from './runs-by-day.js';
it('times', async () => {
  const days = daysOf({ from: new Date('2026-03-01T10:00:00Z'), until: new Date('2026-04-12T00:00:00Z') }, 'Europe/Berlin');
  for (const [n, rules, sites] of [[5,'RRULE:FREQ=MINUTELY;INTERVAL=2',1],[60,'RRULE:FREQ=MINUTELY',1],[2000,'RRULE:FREQ=MINUTELY',1],[2000,'RRULE:FREQ=MINUTELY',2000],[2000,'RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15;BYMINUTE=0,7',50],[200,'RRULE:FREQ=HOURLY;INTERVAL=2',1]] as const) {
    const planned = Array.from({ length: n }, (_, i) => { const r = readRecurrence({ start: '2026-01-01T00:00:00', zone: 'Europe/Berlin', rules }); if (!r.ok) throw new Error('x'); return { row: { id: String(i), site_id: String(i % sites) }, recurrence: r.recurrence, milliseconds: 3600_000 }; });
    let t = performance.now();
    const { entries, cutAt } = await findEntries(planned, { days, most: 2000, runTime: (_, at) => at });
    const a = performance.now() - t; t = performance.now();
    collisions(entries.filter((e) => e.count === 1));
    const b = performance.now() - t; t = performance.now();
    await frequentCollisions(entries, []);
    process.stderr.write(`${n} ${rules.slice(0, 40)} sites ${sites}: ${entries.length} entries, cut ${cutAt?.toISOString()}, find ${a.toFixed(0)} ms, collisions ${b.toFixed(0)}, frequent ${(performance.now() - t).toFixed(0)}\n`);
  }
}, 120_000);
