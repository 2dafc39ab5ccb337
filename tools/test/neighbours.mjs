import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startPostgres } from '../postgres/embedded-postgres.mjs';
import { findProgram } from '../setup/workspace.mjs';

/**
 * Starts the real PostgreSQL and, where it is installed, the real Redis that tests talk to.
 * @param {{ redis: boolean }} can
 * @returns {Promise<{ environment: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startNeighbours(can) {
  const folder = mkdtempSync(join(tmpdir(), 'scanfleet-test-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), durable: false, password: 'postgres' });
  const redis = can.redis ? await startRedis(folder) : undefined;
  return {
    environment: {
      SCANFLEET_TEST_DATABASE_URL: postgres.url,
      ...(redis ? { SCANFLEET_TEST_REDIS_URL: redis.url } : {}),
    },
    async stop() {
      await redis?.stop();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startRedis(folder) {
  const port = await freePort();
  const argv = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn(findProgram('redis-server'), argv, { stdio: 'ignore' });
  const exited = new Promise((done) => child.once('exit', done));
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) break;
    await delay(100);
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
