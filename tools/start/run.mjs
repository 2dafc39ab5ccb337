/** The second half of `npm start`: composes PostgreSQL, console and local engine, and supervises them. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { buildIfNeeded } from '../build/build.mjs';
import { PostgresUnavailable, startPostgres } from '../postgres/embedded-postgres.mjs';
import { privateFolder, root, SetupProblem } from '../setup/workspace.mjs';
import { parseArguments } from './arguments.mjs';
import { lockData } from './data-lock.mjs';
import { engineNodeFlags } from '../../apps/engine/node-flags.mjs';
import { prepareLocalEngine } from './local-engine.mjs';
import { scanAndShow } from './scan.mjs';
import { operatorCommand, Supervised } from './supervised.mjs';

const options = parseArguments(process.argv.slice(2));
const say = (line) => process.stderr.write(`${line}\n`);
const stopping = new AbortController();
/** What runs, in the order in which it was started. */
const running = [];
let stopRequests = 0;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopRequests += 1;
    if (stopRequests === 1) {
      say('\nStopping … (once more to stop at once)');
      stopping.abort();
    } else {
      for (const part of running) part.kill?.();
    }
  });
}

let release = () => undefined;
try {
  process.exitCode = await main();
} catch (error) {
  if (stopping.signal.aborted) process.exitCode = 130;
  else if (error instanceof SetupProblem || error instanceof PostgresUnavailable) {
    say(error.message);
    process.exitCode = 1;
  } else {
    say(plainReason(error));
    process.exitCode = 1;
  }
} finally {
  for (const part of running.reverse()) await part.stop();
  release();
}
process.exit();

async function main() {
  const dataDir = resolve(process.env.SCANFLEET_DATA || join(root, '.scanfleet'));
  privateFolder(dataDir);
  release = lockData(dataDir);
  await buildIfNeeded({ say });
  const database = process.env.DATABASE_URL || (await startDatabase(dataDir));
  const environment = {
    DATABASE_URL: database,
    SCANFLEET_DATA: dataDir,
    SCANFLEET_FIRST_PASSWORD_FILE: join(dataDir, 'first-password'),
    SCANFLEET_WEB_ROOT: join(root, 'apps/web/dist/browser'),
  };
  const console_ = new Supervised({
    name: 'console',
    script: join(root, 'apps/console/dist/src/main.js'),
    environment,
    logFile: join(dataDir, 'console.log'),
    say,
    signal: stopping.signal,
  });
  running.push(console_);
  const { url } = await console_.start();
  const operator = (argv) => operatorCommand({ argv, environment });
  const engine = await prepareLocalEngine({ dataDir, url, operator });
  const engineProcess = new Supervised({
    name: 'engine',
    flags: engineNodeFlags,
    script: join(root, 'apps/engine/dist/main.js'),
    argv: ['--config', engine.configFile],
    environment: {},
    logFile: join(dataDir, 'engine.log'),
    say,
    signal: stopping.signal,
    announces: false,
  });
  running.push(engineProcess);
  await engineProcess.start();
  greet({ url, dataDir, engine });
  if (options.scan) {
    const code = await scanAndShow({ url, options, operator, say, signal: stopping.signal });
    if (options.exit) return code;
    if (code !== 0) process.exitCode = code;
  }
  await new Promise((done) => stopping.signal.addEventListener('abort', done, { once: true }));
  return 0;
}

async function startDatabase(dataDir) {
  say('Starting PostgreSQL …');
  const folder = privateFolder(join(dataDir, 'postgres'));
  let postgres = await startPostgres({ dataDir: join(folder, 'data') });
  const part = {
    name: 'PostgreSQL',
    stopped: false,
    async stop() {
      this.stopped = true;
      await postgres.stop();
    },
    kill: () => process.kill(postgres.pid, 'SIGQUIT'),
  };
  running.push(part);
  const watch = async () => {
    await postgres.exited;
    if (part.stopped || stopping.signal.aborted) return;
    say('PostgreSQL ended by itself; starting it again.');
    await delay(500);
    postgres = await startPostgres({ dataDir: join(folder, 'data'), port: postgres.port });
    void watch();
  };
  void watch();
  return ownDatabase(postgres.url);
}

/** Makes the database `scanfleet` the first time, and answers with its URL. */
async function ownDatabase(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = 'scanfleet'");
    if (rowCount === 0) await client.query('CREATE DATABASE scanfleet');
  } finally {
    await client.end();
  }
  return url.replace(/\/postgres$/, '/scanfleet');
}

function greet({ url, dataDir, engine }) {
  say('');
  say(`  Scanfleet is at ${url}`);
  const passwordFile = join(dataDir, 'first-password');
  if (existsSync(passwordFile)) {
    say(`  Sign in as admin with the password ${readFileSync(passwordFile, 'utf8').trim()}`);
    say(`  (kept in ${passwordFile} until you delete it; change it after signing in)`);
  }
  say(`  What the local engine may scan (at first loopback only) stands in ${engine.policyFile}`);
  say(`  Logs: ${join(dataDir, 'console.log')} and engine.log. Ctrl-C stops everything.`);
  say('');
}

function plainReason(error) {
  return error instanceof Error && error.message ? error.message : String(error);
}
