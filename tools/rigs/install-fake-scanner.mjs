import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTargets } from './fake-world.mjs';

/**
 * The fake scanner of one engine: a folder with executables `nmap` and `masscan`, its plan, and the log of what they probed. The engine
 * may run them as another user and without an environment, so the folder is open to all.
 */
export class FakeScanner {
  /** @param plan seed, upPermille (hosts of 1,000 that are up), hostsPerSecond (of one nmap), logHosts */
  constructor(folder, plan) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    writeFileSync(this.logFile, '');
    chmodSync(this.logFile, 0o666);
    this.setPlan(plan);
    for (const name of ['nmap', 'masscan']) {
      const script = `#!${process.execPath}\nimport(${JSON.stringify(join(import.meta.dirname, 'fake-scanner.mjs'))}).then(({ runFakeScanner }) => runFakeScanner(process.argv[1], process.argv.slice(2)));\n`;
      writeFileSync(join(folder, name), script, { mode: 0o755 });
    }
  }

  get logFile() {
    return join(this.folder, 'probes.log');
  }
  /** Settings of the engine that uses it. */
  get engineConfig() {
    return { nmapPath: join(this.folder, 'nmap'), masscanPath: join(this.folder, 'masscan') };
  }

  /** Another speed or world, also for scanners that run. */
  setPlan(plan) {
    this.plan = plan;
    this.put('plan.json', plan);
  }

  /** The next scanner of this folder that looks suffers from it, once: see `suffer` in fake-scanner.mjs. */
  putFault(fault) {
    this.put('fault.json', fault);
  }
  get faultWaits() {
    return existsSync(join(this.folder, 'fault.json'));
  }

  /** All lines of the log: `{ at, pid, what, rest }`, at in epoch milliseconds. */
  log() {
    return readFileSync(this.logFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [at, pid, what, ...rest] = line.split(' ');
        return { at: Number(at), pid: Number(pid), what, rest: rest.join(' ') };
      });
  }

  /** Addresses (numbers) in the order in which they were probed, once for each time. */
  probes() {
    return this.log()
      .filter(({ what }) => what === 'probe')
      .flatMap(({ at, rest }) =>
        readTargets(rest).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => ({ at, address: first + index })),
        ),
      );
  }

  /** In one go, so that no scanner reads half of it. */
  put(name, value) {
    const draft = join(this.folder, `.${name}`);
    writeFileSync(draft, JSON.stringify(value));
    chmodSync(draft, 0o666);
    renameSync(draft, join(this.folder, name));
  }
}
