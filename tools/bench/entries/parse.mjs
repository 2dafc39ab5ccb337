/**
 * How fast one core reads nmap XML into observations, and how much memory that takes at 100,000 and at 1,000,000 hosts.
 * Beside it, on the same bytes in the same run: reading them without looking, and saxes alone without any handler, which
 * is the limit of a reader on saxes; python-libnmap where it is installed.
 *
 * A second is one of CPU time, over all threads of the process with those of the garbage collector: on an idle machine
 * that is a little stricter than the clock, and on a busy one it still means one core.
 *
 * Each measurement is a process of its own, so that peak memory is its own too. The timed runs alternate, and the best of each
 * counts: whatever else a machine does can only slow a run down. The young generation of the heap is held at 16 MB a half: by itself Node 24
 * lets it grow to 32 MB a half with time, for no gain here (live data are some 6 MB).
 */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { syntheticReport } from '../report-generator.mjs';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '..', '..', '..');
const probe = join(import.meta.dirname, '..', 'parse-probe.mjs');
const ROUNDS = 5;
const SMALL = 100_000;
const LARGE = 1_000_000;

/**
 * @param {{ log: (line: string) => void }} context
 * @returns {Promise<{ figures: { name: string, value: number, unit: string, bar: string, passed: boolean, note?: string }[] }>}
 */
async function run({ log }) {
  await access(join(root, 'libs/scan-report/dist/index.js')).catch((cause) => {
    throw new Error('libs/scan-report is not built. Run npm run build first.', { cause });
  });
  const folder = await mkdtemp(join(tmpdir(), 'scanfleet-parse-'));
  try {
    const small = await writeReport(folder, SMALL, log);
    const rounds = [];
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push({
        read: await measureOne('read', small),
        saxes: await measureOne('saxes', small),
        parse: await measureOne('parse', small),
      });
      log(`round ${round} of ${ROUNDS}: ${Math.round(rounds.at(-1).parse.rate)} hosts/s`);
    }
    const libnmap = await measureLibnmap(small, log);
    await rm(small);
    const large = await writeReport(folder, LARGE, log);
    const large1 = await measureOne('parse', large);
    return { figures: figures(rounds, large1, libnmap) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

export default { name: 'parse', run };

function figures(rounds, large, libnmap) {
  const parse = Math.max(...rounds.map((round) => round.parse.rate));
  const saxes = Math.max(...rounds.map((round) => round.saxes.rate));
  const read = Math.max(...rounds.map((round) => round.read.rate));
  const smallMemory = Math.max(...rounds.map((round) => round.parse.peakMb));
  const list = [
    atLeast('hosts per second', parse, 'hosts/s', 20_000),
    { name: 'saxes alone, without handlers', value: rounded(saxes), unit: 'hosts/s' },
    { name: 'reading the file alone', value: rounded(read), unit: 'hosts/s' },
    atMost('peak memory at 100,000 hosts', smallMemory, 'MB', 150),
    atMost('peak memory at 1,000,000 hosts', large.peakMb, 'MB', 150, `${Math.round(large.rate)} hosts/s`),
  ];
  if (libnmap) list.push(atLeast('times python-libnmap', parse / libnmap, 'x', 4, `${Math.round(libnmap)} hosts/s`));
  return list;
}

const rounded = (value) => Math.round(value * 10) / 10;

function atLeast(figure, value, unit, bar, note) {
  return { name: figure, value: rounded(value), unit, bar: `>= ${bar}`, passed: value >= bar, note };
}

function atMost(figure, value, unit, bar, note) {
  return { name: figure, value: rounded(value), unit, bar: `<= ${bar}`, passed: value <= bar, note };
}

async function writeReport(folder, hosts, log) {
  log(`writing a report of ${hosts} hosts`);
  const file = join(folder, `${hosts}.xml`);
  await pipeline(syntheticReport({ hosts }), createWriteStream(file));
  return file;
}

async function measureOne(what, file) {
  const { stdout } = await execute(process.execPath, ['--max-semi-space-size=16', probe, what, file]);
  return JSON.parse(stdout);
}

/** @returns {Promise<number | undefined>} hosts per second */
async function measureLibnmap(file, log) {
  const program =
    'import sys,time\nfrom libnmap.parser import NmapParser\nt=time.time()\n' +
    'n=len(NmapParser.parse_fromfile(sys.argv[1]).hosts)\nprint(n/(time.time()-t))';
  try {
    const { stdout } = await execute('python3', ['-c', program, file]);
    return Number(stdout);
  } catch {
    // Any failure means the same here: there is nothing to compare with.
    log('python-libnmap is not installed: not compared');
    return undefined;
  }
}
