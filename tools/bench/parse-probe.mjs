/**
 * One measurement of the `parse` entry: `node parse-probe.mjs read|saxes|parse FILE` prints `{ rate, peakMb }` as JSON; `rate` is
 * hosts per second of CPU time.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const library = join(import.meta.dirname, '../../libs/scan-report');
const [what, file] = process.argv.slice(2);
const closing = Buffer.from('</host>');

/** What each way does with a piece of the report; returns how many hosts ended in it. */
const ways = {
  read: async () => () => 0,
  saxes: async () => {
    const { SaxesParser } = createRequire(join(library, 'package.json'))('saxes');
    const parser = new SaxesParser({ xmlns: false, position: false });
    return (piece) => {
      parser.write(piece.toString('latin1'));
      return 0;
    };
  },
  parse: async () => {
    const { createReportReader } = await import(join(library, 'dist/index.js'));
    const reader = createReportReader('nmap-xml');
    return (piece) => {
      let hosts = 0;
      for (const event of reader.write(piece)) if (event.kind === 'host') hosts++;
      return hosts;
    };
  },
};

const take = await ways[what]();
const buffer = Buffer.alloc(64 * 1024);
const descriptor = openSync(file);
let hosts = 0;
const begun = process.cpuUsage();
for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) {
  hosts += take(buffer.subarray(0, length));
}
const used = process.cpuUsage(begun);
const seconds = (used.user + used.system) / 1e6;
closeSync(descriptor);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ rate: (hosts || countHosts()) / seconds, peakMb }));

/** Outside of the time measured. */
function countHosts() {
  const again = openSync(file);
  let count = 0;
  let tail = Buffer.alloc(0);
  for (let length = readSync(again, buffer); length > 0; length = readSync(again, buffer)) {
    const data = Buffer.concat([tail, buffer.subarray(0, length)]);
    for (let at = data.indexOf(closing); at !== -1; at = data.indexOf(closing, at + 1)) count++;
    tail = data.subarray(data.length - closing.length + 1);
  }
  closeSync(again);
  return count;
}
