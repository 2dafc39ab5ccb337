/**
 * Random recurrences in zones with every kind of change of their offset, up to 1,000 occurrences or ten years of each, against
 * python-dateutil in a child process (`RECURRENCE_RULES` chooses how many, `RECURRENCE_SEED` which); and how fast the next
 * occurrence is found. Rules by the clock are compared again around a change of the clocks, years after their start.
 */
import { join } from 'node:path';
import { recurrenceCase, zones } from '../recurrence-cases.mjs';
import { compare, compareLate } from '../recurrence-compare.mjs';
import { pythonWithDateutil, Reference } from '../recurrence-reference.mjs';

const RULES = Number(process.env.RECURRENCE_RULES ?? 100_000);
const SEED = Number(process.env.RECURRENCE_SEED ?? 1);
/** As many are compared at once: the other side is never without work. */
const AT_ONCE = 64;
const SCHEDULES = 100_000;
const built = join(import.meta.dirname, '../../../libs/recurrence/dist');

async function run({ log }) {
  const { readRecurrence } = await import(join(built, 'index.js'));
  const { zoneNamed } = await import(join(built, 'zone.js'));
  const figures = speed(readRecurrence);
  const python = pythonWithDateutil();
  if (python === undefined) {
    log('python-dateutil is not installed (apt-get install python3-dateutil): not compared');
    return { figures };
  }
  const reference = new Reference(python);
  try {
    figures.push(...(await compareAll({ readRecurrence, zoneNamed, reference, log })));
  } finally {
    reference.end();
  }
  return { figures };
}

export default { name: 'recurrence', run };

async function compareAll({ readRecurrence, zoneNamed, reference, log }) {
  const { dateutil } = await reference.versions;
  const { changes, differing } = await compareZones(zoneNamed, reference);
  for (const [zone, from] of differing) {
    log(`${zone} is not compared from ${new Date(from * 1000).toISOString()} on: the other side has other data`);
  }
  const tally = { same: 0, explained: 0, never: 0, often: 0, different: 0 };
  const classes = new Map();
  const wrong = [];
  let [occurrences, late, done, skipped] = [0, 0, 0, 0];
  const take = (text, { outcome, count, classes: of = [], note }) => {
    occurrences += count;
    for (const each of new Set(of)) classes.set(each, (classes.get(each) ?? 0) + 1);
    if (outcome === 'different') wrong.push(`${JSON.stringify(text)} ${note}`);
    return outcome;
  };
  const one = async (number) => {
    const text = recurrenceCase(SEED, number);
    const start = Date.parse(`${text.start}Z`) / 1000;
    const named = [...differing].filter(([zone]) => text.zone === zone || text.rules.includes(`TZID=${zone}:`));
    if (named.some(([, from]) => start + 3_660 * 86_400 > from)) {
      skipped += 1;
      return;
    }
    tally[take(text, await compare(readRecurrence, reference, text))] += 1;
    const near = changes.get(text.zone).filter((at) => at > start + 4 * 86_400 && at < start + 3_640 * 86_400);
    if (near.length === 0) return;
    const again = await compareLate(readRecurrence, reference, text, near[number % near.length]);
    if (again === undefined) return;
    late += 1;
    take(text, again);
  };
  let number = 0;
  const worker = async () => {
    while (number < RULES) {
      await one(number++);
      done += 1;
      if (done % 10_000 === 0) log(`${done} recurrences, ${occurrences} occurrences, ${wrong.length} differences`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  for (const each of wrong.slice(0, 20)) log(each);
  const explained = [...classes].map(([name, count]) => `${name} ${count}`).join(', ');
  return [
    {
      name: 'differences from python-dateutil',
      value: wrong.length,
      unit: '',
      bar: '0',
      passed: wrong.length === 0,
      note: `${done - skipped} recurrences, seed ${SEED}, dateutil ${dateutil}, ${late} of them again around a change of the clocks`,
    },
    { name: 'occurrences that agree', value: occurrences, unit: '' },
    { name: 'mistakes of dateutil met', value: tally.explained, unit: '', note: explained },
    { name: 'refused, and dateutil finds none either', value: tally.never, unit: '' },
    { name: 'refused, and dateutil finds two in a minute', value: tally.often, unit: '' },
  ];
}

/** Both sides have their own copy of the time zone database. What they disagree on cannot be compared. */
async function compareZones(zoneNamed, reference) {
  const [first, last, step] = [Date.UTC(1970, 0, 2), Date.UTC(2040, 0, 1), 6 * 3_600_000].map((ms) => ms / 1000);
  const changes = new Map();
  /** From when on, for each zone that differs. */
  const differing = new Map();
  for (const name of zones) {
    const { offsets } = await reference.ask({ zone: name, offsets: [first, last, step] });
    const zone = zoneNamed(name);
    const own = offsets.map((_, index) => zone.localOf(first + index * step) - (first + index * step));
    const at = offsets.findIndex((offset, index) => offset !== own[index]);
    if (at !== -1) differing.set(name, first + at * step);
    changes.set(
      name,
      own.flatMap((offset, index) => (index > 0 && offset !== own[index - 1] ? [first + index * step] : [])),
    );
  }
  return { changes, differing };
}

/** What a console does for each schedule: read the text, and find what comes next after ten years. */
function speed(readRecurrence) {
  const texts = Array.from({ length: SCHEDULES }, (_, number) => recurrenceCase(SEED + 1, number)).filter((text) => {
    return readRecurrence(text).ok;
  });
  const now = new Date('2036-03-29T00:00:00Z');
  const spent = texts
    .map((text) => {
      const begun = performance.now();
      readRecurrence(text).recurrence.next(now);
      return performance.now() - begun;
    })
    .sort((a, b) => a - b);
  const mean = spent.reduce((sum, each) => sum + each, 0) / spent.length;
  const { recurrence } = readRecurrence({ start: '2026-03-01T00:00', zone: 'Europe/Berlin', rules: 'FREQ=MINUTELY' });
  const begun = performance.now();
  for (let count = 0; count < 100_000; count++) recurrence.next(new Date(now.getTime() + count * 61_000));
  const next = (performance.now() - begun) / 100_000;
  return [
    atMost('read and next, random schedules, mean', mean, 1, `${texts.length} schedules begun years ago`),
    atMost('read and next, random schedules, p99', spent[Math.floor(spent.length * 0.99)], 5),
    atMost('next of a read FREQ=MINUTELY begun ten years ago', next, 0.1),
  ];
}

function atMost(name, value, bar, note) {
  return {
    name,
    value: Math.round(value * 10_000) / 10_000,
    unit: 'ms',
    bar: `<= ${bar} ms`,
    passed: value <= bar,
    note,
  };
}
