/**
 * Gets a checkout ready: npm packages, the pinned Node, Debian packages. Needs nothing but Node 20 or newer and npm,
 * and is silent when all is there already.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stampFile = join(root, 'node_modules', '.scanfleet-packages');

/** A sentence for people that ends the run; not a bug. */
export class SetupProblem extends Error {
  name = 'SetupProblem';
}

/**
 * Installs the npm packages that package-lock.json names, unless they are there.
 * @param {(line: string) => void} say
 */
export async function ensurePackages(say) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new SetupProblem(`Node ${process.versions.node} is too old: install Node 20 or newer.`);
  const lock = join(root, 'package-lock.json');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  if (existsSync(pinnedNode()) && sameLock(lock)) {
    writeFileSync(stampFile, wanted);
    return;
  }
  say('Installing npm packages (once; a minute or two) …');
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [file, ...first] = npm;
  // Not `npm ci`: it refuses a lock file that lacks the optional packages of other platforms, which a mirror may not carry.
  await execute(file, [...first, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], 'npm install');
  if (!existsSync(pinnedNode())) {
    throw new SetupProblem(
      'npm installed the packages but not the pinned Node: its install scripts were not run. Try `npm install --ignore-scripts=false`.',
    );
  }
  writeFileSync(stampFile, wanted);
}

/** True when node_modules was installed from this very lock file by hand. */
function sameLock(lock) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const versions = (file) =>
    Object.fromEntries(
      Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages ?? {}).map(([name, entry]) => [
        name,
        entry.version,
      ]),
    );
  const wanted = versions(lock);
  const present = versions(installed);
  return Object.keys(present).every((name) => name in wanted && wanted[name] === present[name]);
}

/** The Node that the workspace pins. */
export function pinnedNode() {
  return join(root, 'node_modules', 'node', 'bin', 'node');
}

/** Environment in which the workspace's own commands and its Node come first. */
export function workspaceEnvironment(extra = {}) {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(':'),
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NG_CLI_ANALYTICS: 'false',
    ...extra,
  };
}

/**
 * Goes on in `script` under the pinned Node, as one with this process: signals are passed on, and the exit code is its.
 * @param {string} script path of the module
 * @param {string[]} argv
 */
export async function continueUnderPinnedNode(script, argv) {
  const child = spawn(pinnedNode(), [script, ...argv], { stdio: 'inherit', env: workspaceEnvironment() });
  const pass = (signal) => process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to both already; passing it on once more would read as a second, impatient one.
  process.on('SIGINT', () => undefined);
  pass('SIGTERM');
  pass('SIGHUP');
  const [code, signal] = await new Promise((done) => child.once('exit', (...end) => done(end)));
  process.exitCode = signal ? 1 : (code ?? 1);
}

/**
 * Finds programs and, as root on Debian or Ubuntu, installs what is missing.
 * @param {{ program: string, package: string }[]} wanted
 * @param {(line: string) => void} say
 * @returns {Promise<string[]>} the programs that are still missing
 */
export async function ensurePrograms(wanted, say) {
  const missing = wanted.filter(({ program }) => !findProgram(program));
  if (missing.length === 0) return [];
  if (canInstall()) {
    const packages = [...new Set(missing.map((entry) => entry.package))];
    say(`Installing ${packages.join(', ')} …`);
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const apt = (...argv) =>
      spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...argv], { env: environment, encoding: 'utf8' });
    let result = apt('install', '-y', '--no-install-recommends', ...packages);
    if (result.status !== 0) {
      apt('update');
      result = apt('install', '-y', '--no-install-recommends', ...packages);
    }
    if (result.status !== 0) say(`apt-get could not install them: ${String(result.stderr).trim().split('\n').at(-1)}`);
  }
  return missing.filter(({ program }) => !findProgram(program)).map(({ program }) => program);
}

/** True as root on a system with apt. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Path of a program on PATH or in the system folders that an ordinary user's PATH leaves out. */
export function findProgram(name) {
  const folders = [
    ...(process.env.PATH ?? '').split(':'),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/usr/local/bin',
    '/usr/bin',
    '/bin',
  ];
  return folders.map((folder) => join(folder, name)).find((path) => folders && existsSync(path));
}

/**
 * Runs a command and shows what it printed only when it fails.
 * @throws {SetupProblem} with its exit code
 */
export async function execute(file, argv, name) {
  const child = spawn(file, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: workspaceEnvironment() });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => (words = (words + chunk).slice(-100_000)));
  const code = await new Promise((done) => {
    child.once('close', (exit) => done(exit));
    child.once('error', (error) => {
      words += String(error);
      done(-1);
    });
  });
  if (code === 0) return;
  process.stderr.write(`${words}\n`);
  throw new SetupProblem(`${name} failed with exit code ${code}; its own words are above.`);
}

/** Makes a folder that only its owner can read. */
export function privateFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
