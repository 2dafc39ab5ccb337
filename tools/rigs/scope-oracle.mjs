/**
 * Random targets and exclusions, written in every spelling, on the way from a person's text to the scanner's file, compared with a bit
 * set of a /24: `node tools/rigs/scope-oracle.mjs [1000000] [seed]`. Both files are read back by the rig's own reader. Prints JSON.
 */
import { addressNumber, addressText, randomFrom, readTarget } from './fake-world.mjs';

const { addressesOf, AddressSet, parseTargetList, scannerTargetLines } = await import(
  new URL('../../libs/targets/dist/index.js', import.meta.url)
);
const sets = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 1);
const random = randomFrom(seed);
const base = addressNumber('10.0.255.0');

/** A target around the /24, which may reach beyond both of its ends, as text and as first and last address. */
function randomLine() {
  const first = base - 40 + random.below(336);
  const last = first + random.below(60);
  switch (random.below(5)) {
    case 0:
      return { text: addressText(first), first, last: first };
    case 1: {
      const bits = 24 + random.below(9);
      const size = 2 ** (32 - bits);
      const start = first - (first % size);
      return { text: `${addressText(start)}/${bits}`, first: start, last: start + size - 1 };
    }
    case 2: {
      const end = Math.min(last, first - (first % 256) + 255);
      return { text: `${addressText(first)}-${end % 256}`, first, last: end };
    }
    case 3:
      return { text: `::ffff:${addressText(first)}`, first, last: first };
    default:
      return { text: `${addressText(first)}-${addressText(last)}`, first, last };
  }
}

function randomList(most) {
  const lines = Array.from({ length: 1 + random.below(most) }, randomLine);
  return { lines, text: lines.map(({ text }) => text).join(random.pick(['\n', ',', ' ', '\r\n'])) };
}

function mark(bits, intervals, value) {
  for (const { first, last } of intervals) {
    for (let at = Math.max(first, base); at <= Math.min(last, base + 255); at += 1) bits[at - base] = value;
  }
}

const begun = performance.now();
let differences = 0;
const [wanted, given] = [new Uint8Array(256), new Uint8Array(256)];
for (let round = 0; round < sets; round += 1) {
  const [targets, excluded] = [randomList(6), randomList(5)];
  wanted.fill(0);
  given.fill(0);
  mark(wanted, targets.lines, 1);
  mark(wanted, excluded.lines, 0);
  const read = (text) => addressesOf(parseTargetList(text).targets);
  const planned = AddressSet.parse(read(targets.text).subtract(read(excluded.text)).toString());
  mark(given, scannerTargetLines(planned).map(readTarget), 1);
  if (Buffer.compare(wanted, given) === 0) continue;
  differences += 1;
  if (differences <= 5) process.stderr.write(`DIFFERENT: ${JSON.stringify([targets.text, excluded.text])}\n`);
}
process.stdout.write(`${JSON.stringify({ sets, differences, seed, seconds: (performance.now() - begun) / 1000 })}\n`);
process.exitCode = differences === 0 ? 0 : 1;
