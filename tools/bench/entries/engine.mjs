/**
 * Resident memory of an engine as it is shipped: idle after its start, while a real nmap scans 127.0.0.1 for it, and idle again; over
 * plain HTTP, as next to a local console, and over TLS, as everywhere else. The console is a stand-in of a few lines, in this
 * process, so that only the engine is measured.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { engineNodeFlags } from '../../../apps/engine/node-flags.mjs';
import { nodeEnvironment } from '../../start/node-flags.mjs';

const main = join(import.meta.dirname, '../../../apps/engine/dist/main.js');
const MIB = 1024;

/** Answers like a console: holds check-ins until there is a lease, takes every report. */
async function startConsole(tls) {
  const state = { leases: [], wake: () => {}, checkIns: 0, reportBytes: 0, started: false, finished: null };
  const listener = async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = request.url.split('?')[0];
    const json = (value) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path.endsWith('/check-in')) {
      state.checkIns += 1;
      if (state.leases.length === 0) {
        await new Promise((resolve) => {
          const timer = setTimeout(resolve, 5000);
          state.wake = () => resolve(clearTimeout(timer));
        });
      }
      const leases = JSON.parse(body).freeSlots > 0 ? state.leases.splice(0) : [];
      json({ engineId: randomUUID(), name: 'bench', leases, orders: [], notice: null, rotateToken: false });
    } else if (path.endsWith('/renew')) {
      state.started ||= JSON.parse(body).started !== null;
      json({ expiresAt: new Date(Date.now() + 30_000).toISOString(), order: null });
    } else if (path.endsWith('/report')) {
      state.reportBytes = Number(new URL(request.url, 'http://x').searchParams.get('offset')) + body.byteLength;
      json({ received: state.reportBytes });
    } else {
      state.finished = { path, ...JSON.parse(body) };
      response.writeHead(204).end();
    }
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { state, server, url: `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}` };
}

/** A certificate of its own authority for 127.0.0.1; null where there is no openssl. */
function certificate(folder) {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=console', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    ...names,
  ];
  try {
    execFileSync('openssl', request, { stdio: 'ignore' });
  } catch {
    return null;
  }
  return { caFile: cert, key: readFileSync(key), cert: readFileSync(cert) };
}

function aLease() {
  const addressSet = '127.0.0.1-127.0.0.32';
  return {
    expiresAt: new Date(Date.now() + 30_000).toISOString(),
    leaseSeconds: 30,
    manifest: {
      scanId: randomUUID(),
      shardId: randomUUID(),
      epoch: 1,
      scanner: 'nmap',
      options: [
        { name: '-sT' },
        { name: '-Pn' },
        { name: '-n' },
        { name: '-p', value: '1-1000' },
        { name: '--max-rate', value: '4000' },
      ],
      addressSet,
      excludedSet: '',
      hash: createHash('sha256').update(`${addressSet}\n`).digest('hex'),
      userAgent: null,
      timeLimitSeconds: null,
      seed: 1,
      maxRate: null,
      part: null,
    },
  };
}

/** Most resident memory, in MiB, of some looks at a process. */
async function mostResident(pid, looks, isOver = () => false) {
  let most = 0;
  for (let look = 0; look < looks && !isOver(); look += 1) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / MIB);
    await delay(250);
  }
  return most;
}

async function waitFor(what, question) {
  for (let turn = 0; turn < 600; turn += 1) {
    if (question()) return;
    await delay(100);
  }
  throw new Error(`the engine did not get to this within a minute: ${what}`);
}

const figure = (name, value, bar, note) => ({
  name,
  value: value.toFixed(1),
  unit: 'MiB',
  bar: `<= ${bar} MiB`,
  passed: value <= bar,
  note,
});

async function measure({ log, folder, tls }) {
  const way = tls ? 'TLS' : 'HTTP';
  const { state, server, url } = await startConsole(tls);
  const config = join(folder, `engine-${way}.json`);
  const settings = { consoleUrl: url, token: 'bench', dataDir: join(folder, way), logFormat: 'json' };
  writeFileSync(config, JSON.stringify({ ...settings, ...(tls ? { caFile: tls.caFile } : {}) }));
  const engine = spawn(process.execPath, [...engineNodeFlags, main, '--config', config], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...nodeEnvironment },
  });
  const ended = new Promise((resolve) => engine.once('exit', resolve));
  try {
    await waitFor('the second check-in', () => state.checkIns > 1);
    const idle = await mostResident(engine.pid, 20);
    log(`${way}: idle measured; scanning 32 loopback addresses x 1000 ports`);
    state.leases.push(aLease());
    state.wake();
    await waitFor('a running scanner', () => state.started);
    const scanning = await mostResident(engine.pid, 2000, () => state.finished !== null);
    if (state.finished?.outcome?.kind !== 'completed')
      throw new Error(`the scan went wrong: ${JSON.stringify(state.finished)}`);
    await delay(3000);
    const idleAgain = await mostResident(engine.pid, 20);
    const bytes = `without nmap; ${state.reportBytes} bytes of report`;
    return [
      figure(`resident memory over ${way}, idle`, idle, 64, 'largest of 20 looks in 5 s of long poll'),
      figure(`resident memory over ${way}, while scanning`, scanning, 128, bytes),
      figure(`resident memory over ${way}, idle after a scan`, idleAgain, 64, 'largest of 20 looks in 5 s'),
    ];
  } finally {
    engine.kill('SIGTERM');
    await ended;
    server.closeAllConnections();
    server.close();
  }
}

async function run({ log }) {
  const folder = mkdtempSync(join(tmpdir(), 'scanfleet-bench-engine-'));
  try {
    const tls = certificate(folder);
    if (!tls) log('openssl is missing, so TLS is not measured');
    const figures = await measure({ log, folder, tls: null });
    if (tls) figures.push(...(await measure({ log, folder, tls })));
    return { figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export default { name: 'engine', run };
