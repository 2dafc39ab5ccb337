/**
 * A scanner that sends no packet: it takes the argv that the engine makes for nmap 7.93 or masscan 1.3.2, answers out of a
 * deterministic world (fake-world.mjs) at a chosen speed, and writes what those programs write: report, progress, last words.
 * Started by the executables that `installFakeScanner` makes. All it needs lies in their folder, because an engine starts
 * scanners with an empty environment: `plan.json` (world, speed; read again and again), `fault.json` (the next fault; taken by the
 * first scanner that sees it) and `probes.log` (appended: what was probed when, by which process).
 */
import { appendFileSync, existsSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addressText, countOf, intervalsText, readPorts, readTargets, without } from './fake-world.mjs';
import { scanLikeMasscan } from './fake-masscan.mjs';
import { scanLikeNmap } from './fake-nmap.mjs';

/** Options whose value is the next word. */
const valued = new Set([
  '-p',
  '-iL',
  '-oX',
  '-e',
  '-S',
  '-g',
  '--source-port',
  '--exclude',
  '--data-length',
  '--top-ports',
]);

/** Takes the words apart: `--name=value`, `-p 80`, `-p80`, `-sS`. */
function readArgv(argv) {
  const options = new Map();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at];
    const assigned = /^(--[a-z-]+)=(.*)$/s.exec(word);
    if (assigned) options.set(assigned[1], assigned[2]);
    else if (valued.has(word)) options.set(word, argv[(at += 1)]);
    else if (/^-p./.test(word)) options.set('-p', word.slice(2));
    else options.set(word, '');
  }
  return options;
}

/** The fault that waits for this folder's scanners, once. */
function takeFault(folder) {
  const waiting = join(folder, 'fault.json');
  if (!existsSync(waiting)) return undefined;
  const mine = join(folder, `fault-of-${process.pid}-${Date.now()}.json`);
  try {
    renameSync(waiting, mine);
    return JSON.parse(readFileSync(mine, 'utf8'));
  } catch {
    return undefined; // Another scanner was quicker.
  }
}

/** Does what a broken scanner does; comes back only from what it survives. */
async function suffer(fault, report) {
  switch (fault.kind) {
    case 'exit':
      writeSync(2, 'Something went wrong.\nQUITTING!\n');
      return process.exit(fault.code ?? 1);
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      return delay(10_000);
    case 'out_of_memory':
      writeSync(2, "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n");
      process.kill(process.pid, 'SIGABRT');
      return delay(10_000);
    case 'hang':
      return delay((fault.seconds ?? 3600) * 1000);
    case 'garbage':
      report(Buffer.from(Array.from({ length: 2048 }, (_, index) => (index * 7919) % 256)));
      return process.exit(0);
    case 'truncate':
      report('<host starttime="1700000000" endtime="1700000001"><status state="up" rea');
      return process.exit(0);
    case 'stray': {
      const address = `<address addr="${fault.address}" addrtype="ipv4"/>`;
      return report(`<host><status state="up" reason="syn-ack" reason_ttl="0"/>\n${address}\n</host>\n`);
    }
    case 'endless':
      for (;;) {
        report(`<!-- ${'x'.repeat(65_000)} -->\n`);
        await delay(1);
      }
    default:
      throw new Error(`no such fault: ${fault.kind}`);
  }
}

/** Runs as `program` (its path tells name and folder) with the words that follow it. */
export async function runFakeScanner(program, argv) {
  const folder = join(program, '..');
  const name = basename(program);
  const versions = { nmap: 'Nmap version 7.93 ( https://nmap.org )', masscan: 'Masscan version 1.3.2' };
  if (argv.includes('--version')) {
    process.stdout.write(`${versions[name]}\n`);
    return;
  }
  const options = readArgv(argv);
  const lines = (option) => (options.has(option) ? readTargets(readFileSync(options.get(option), 'utf8')) : []);
  const targets = without(lines('-iL'), lines('--excludefile'));
  const log = (line) => appendFileSync(join(folder, 'probes.log'), `${Date.now()} ${process.pid} ${line}\n`);
  // With when this process began, as Node itself takes a tenth of a second to get here.
  log(`start ${name} ${countOf(targets)} ${Math.round(performance.timeOrigin)}`);
  const scan = {
    argv: [name, ...argv],
    options,
    targets,
    ports: readPorts(options.get('-p') ?? '1-1000'),
    reportFile: options.get('-oX').replaceAll('%%', '%'),
    plan: () => JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')),
    probed: (intervals) => log(`probe ${intervalsText(intervals)}`),
    written: (address) => log(`host ${addressText(address)}`),
    async mishap(report) {
      const fault = takeFault(folder);
      if (!fault) return;
      log(`fault ${fault.kind}`);
      await suffer(fault, report);
    },
  };
  await (name === 'nmap' ? scanLikeNmap(scan) : scanLikeMasscan(scan));
  log('end');
}
