import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../postgres/embedded-postgres.mjs';
import { root } from '../../setup/workspace.mjs';

const BAR_SECONDS = 10;
const RUNS = 3;

/** `npm start` with everything installed and built, to the first answered request: the first time and with data. */
export default {
  name: 'start',
  async run({ log }) {
    const folder = await mkdtemp(join(tmpdir(), 'scanfleet-bench-start-'));
    try {
      const first = await timeStart(folder);
      log(`first start ${first.toFixed(1)} s`);
      const again = [];
      for (let run = 0; run < RUNS; run++) again.push(await timeStart(folder));
      const slowest = Math.max(...again);
      return {
        figures: [
          { name: 'first start, new data', value: first.toFixed(1), unit: 's' },
          {
            name: `start with data, slowest of ${RUNS}`,
            value: slowest.toFixed(1),
            unit: 's',
            bar: `<= ${BAR_SECONDS} s`,
            passed: slowest <= BAR_SECONDS,
          },
        ],
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function timeStart(folder) {
  const port = await freePort();
  const environment = { ...process.env, SCANFLEET_DATA: folder, SCANFLEET_PORT: String(port), DATABASE_URL: '' };
  const began = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let words = '';
  child.stderr.on('data', (chunk) => (words = (words + chunk).slice(-2000)));
  const exited = new Promise((done) => child.once('exit', done));
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() - began > 120_000)
        throw new Error(`npm start did not get ready: ${words}`);
      await delay(25);
    }
    const seconds = (performance.now() - began) / 1000;
    // Let the engine join before it all is stopped again.
    await delay(1500);
    return seconds;
  } finally {
    process.kill(-child.pid, 'SIGTERM');
    await exited;
  }
}

async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/api/v1/liveness`)).ok;
  } catch {
    return false;
  }
}
