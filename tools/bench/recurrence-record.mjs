/**
 * `node tools/bench/recurrence-record.mjs`: writes the answers of python-dateutil to 400 random recurrences, so that the unit tests need
 * no Python. Only what lies in the past is recorded: about the future the time zone database changes its mind.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/workspace.mjs';
import { recurrenceCase } from './recurrence-cases.mjs';
import { compare } from './recurrence-compare.mjs';
import { pythonWithDateutil, Reference } from './recurrence-reference.mjs';

const SEED = 5545;
const WANTED = 400;
const past = Date.UTC(2025, 0, 1) / 1000;

const python = pythonWithDateutil();
if (python === undefined) throw new Error('This needs python-dateutil: apt-get install python3-dateutil');
const { readRecurrence } = await import(join(root, 'libs/recurrence/dist/index.js'));
const reference = new Reference(python);
const { dateutil } = await reference.versions;
const answers = [];
for (let number = 0; answers.length < WANTED; number++) {
  const text = recurrenceCase(SEED, number);
  const { outcome, answer } = await compare(readRecurrence, reference, text);
  if (outcome !== 'same' && outcome !== 'explained') continue;
  const { begin, stop, count, hash } = answer;
  if (stop < past && count > 0) answers.push([text.start, text.zone, text.rules, begin, stop, count, hash]);
}
reference.end();
const note = `Written by tools/bench/recurrence-record.mjs with python-dateutil ${dateutil}. Instants are seconds since 1970.`;
const columns = ['start', 'zone', 'rules', 'from', 'until', 'count', 'hash'];
const rows = answers.map((row) => JSON.stringify(row)).join(',\n');
writeFileSync(
  join(root, 'libs/recurrence/src/test-data/dateutil-answers.json'),
  `{"note":${JSON.stringify(note)},\n"columns":${JSON.stringify(columns)},\n"answers":[\n${rows}\n]}\n`,
);
