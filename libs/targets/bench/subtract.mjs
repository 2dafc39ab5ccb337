/**
 * Times the set operations on two sets of many intervals: `node libs/targets/bench/subtract.mjs [intervals]`.
 * Prints one line for each operation and family: the median of five runs, in milliseconds, and beside it the physical
 * limit in the same run, one bare walk over the same numbers.
 */
import { build } from 'esbuild';

const bundle = await build({
  entryPoints: [new URL('../src/index.ts', import.meta.url).pathname],
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  write: false,
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
const { AddressSet, uniteAll } = await import(`data:text/javascript;base64,${code}`);

const count = Number(process.argv[2] ?? 1_000_000);
let state = 7;
const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff);

function* intervals(family) {
  let place = family === 4 ? 0n : 0x2001_0db8n << 96n;
  for (let index = 0; index < count; index += 1) {
    const first = place + BigInt(1 + (random() % 1500));
    const last = first + BigInt(random() % 1500);
    yield { family, first, last };
    place = last + 1n;
  }
}

function median(run) {
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  });
  return times.sort((one, other) => one - other)[2];
}

const print = (name, milliseconds) => console.log(`${name.padEnd(42)} ${milliseconds.toFixed(1).padStart(9)} ms`);

console.log(`two sets of ${count} intervals each, node ${process.version}`);
for (const family of [4, 6]) {
  const [a, b] = [AddressSet.fromIntervals(intervals(family)), AddressSet.fromIntervals(intervals(family))];
  const places = [...a.intervals(), ...b.intervals()].flatMap(({ first, last }) =>
    family === 4 ? [Number(first), Number(last)] : [first, last],
  );
  print(
    `IPv${family} limit: compare ${places.length} numbers`,
    median(() => {
      let rising = 0;
      for (let index = 1; index < places.length; index += 1) if (places[index - 1] < places[index]) rising += 1;
      return rising;
    }),
  );
  print(
    `IPv${family} subtract`,
    median(() => a.subtract(b)),
  );
  print(
    `IPv${family} intersect`,
    median(() => a.intersect(b)),
  );
  print(
    `IPv${family} unite`,
    median(() => a.unite(b)),
  );
  print(
    `IPv${family} uniteAll of 2 sets`,
    median(() => uniteAll([a, b])),
  );
  print(
    `IPv${family} overlaps (disjoint remainder)`,
    median(() => a.subtract(b).overlaps(b)),
  );
  print(
    `IPv${family} count`,
    median(() => a.count()),
  );
  const text = a.toString();
  print(
    `IPv${family} toString`,
    median(() => a.toString()),
  );
  print(
    `IPv${family} parse of ${(text.length / 1e6).toFixed(0)} MB`,
    median(() => AddressSet.parse(text)),
  );
  print(
    `IPv${family} splitInto 64`,
    median(() => a.splitInto(64)),
  );
}
