import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { aConfig, aDatabase, aLogger, redisHere, testServers } from '../../../test/harness.js';
import { until } from '../../../test/until.js';
import { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import { BullJobQueue } from './bull-job-queue.js';

/** A promise that is settled from outside. */
function aGate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

describe.each(redisHere ? (['postgres', 'redis'] as const) : (['postgres'] as const))(
  'the job queue on %s',
  (store) => {
    let drop: () => Promise<void>;
    let source: DataSource;
    let settings: object;
    let database: Database;
    const queues: BullJobQueue[] = [];

    const aQueue = (more: object = {}): BullJobQueue => {
      const queue = new BullJobQueue(aConfig({ ...settings, ...more }), database, aLogger().logger);
      queues.push(queue);
      return queue;
    };
    const aWorker = async (handler: (reportId: string) => Promise<void>, more: object = {}): Promise<BullJobQueue> => {
      const queue = aQueue(more);
      queue.handle('ingest-report', ({ reportId }) => handler(reportId));
      queue.handle('seal-report', () => Promise.resolve());
      queue.handle('feed-stage', () => Promise.resolve());
      await queue.open();
      return queue;
    };

    beforeAll(async () => {
      const created = await aDatabase();
      drop = created.drop;
      const base = { databaseUrl: created.url, redisUrl: store === 'redis' ? testServers.redis : null };
      settings = base;
      source = await openDatabase(aConfig(base));
      database = new Database(source);
    });
    beforeEach(async () => {
      // One prefix for all queues of a test, as for all consoles of an installation.
      settings = { ...settings, queuePrefix: aConfig(settings).queuePrefix };
      await database.query('DROP SCHEMA IF EXISTS bullmq CASCADE');
      await database.query('DELETE FROM sweep');
    });
    afterEach(async () => {
      await Promise.all(queues.splice(0).map((queue) => queue.close()));
    });
    afterAll(async () => {
      await source.destroy();
      await drop();
    });

    it('hands a job to its handler', async () => {
      const done: string[] = [];
      const queue = await aWorker(async (id) => void done.push(id));
      await queue.ring('ingest-report', { reportId: 'a' }, 'a');
      await until(() => done.length === 1);
      expect(done).toEqual(['a']);
    });

    it('rings once for an id that waits already', async () => {
      const done: string[] = [];
      const ringer = aQueue({ role: 'api' });
      await ringer.open();
      for (let ring = 0; ring < 5; ring += 1) await ringer.ring('ingest-report', { reportId: 'a' }, 'a');
      await ringer.ring('ingest-report', { reportId: 'b' }, 'b');
      expect(await ringer.counts()).toMatchObject({ waiting: 2 });
      await aWorker(async (id) => void done.push(id));
      await until(() => done.length === 2);
      await delay(200);
      expect(done.sort()).toEqual(['a', 'b']);
    });

    it('runs once more, and only once, when it was rung while the job ran', async () => {
      const gate = aGate();
      let runs = 0;
      let together = 0;
      let most = 0;
      const queue = await aWorker(async () => {
        runs += 1;
        together += 1;
        most = Math.max(most, together);
        if (runs === 1) await gate.opened;
        together -= 1;
      });
      await queue.ring('ingest-report', { reportId: 'a' }, 'a');
      await until(() => runs === 1);
      for (let ring = 0; ring < 4; ring += 1) await queue.ring('ingest-report', { reportId: 'a' }, 'a');
      gate.open();
      await until(() => runs === 2);
      await delay(300);
      expect({ runs, most }).toEqual({ runs: 2, most: 1 });
    });

    it('can be rung again after a run has ended', async () => {
      let runs = 0;
      const queue = await aWorker(async () => void (runs += 1));
      for (let round = 1; round <= 3; round += 1) {
        await queue.ring('ingest-report', { reportId: 'a' }, 'a');
        await until(() => runs === round);
        await delay(50);
      }
      expect(runs).toBe(3);
    });

    it('tries a job again that failed', async () => {
      let runs = 0;
      const queue = await aWorker(async () => {
        runs += 1;
        if (runs === 1) throw new Error('not yet');
      });
      await queue.ring('ingest-report', { reportId: 'a' }, 'a');
      await until(() => runs === 2);
      expect(runs).toBe(2);
    });

    it('gives jobs that one console has rung to another one that works', async () => {
      const done: string[] = [];
      await aWorker(async (id) => void done.push(id));
      const ringer = aQueue({ role: 'api' });
      await ringer.open();
      await ringer.ring('ingest-report', { reportId: 'far' }, 'far');
      await until(() => done.length === 1);
      expect(done).toEqual(['far']);
    });

    it('goes on after the server has cut all connections', async () => {
      const done: string[] = [];
      const queue = await aWorker(async (id) => void done.push(id));
      await delay(200);
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await delay(300);
      await queue.ring('ingest-report', { reportId: 'after' }, 'after');
      await until(() => done.length > 0);
      expect(done).toEqual(['after']);
    });

    it('waits for running jobs when it stops working', async () => {
      const gate = aGate();
      let finished = false;
      let started = false;
      const queue = await aWorker(async () => {
        started = true;
        await gate.opened;
        finished = true;
      });
      await queue.ring('ingest-report', { reportId: 'a' }, 'a');
      await until(() => started);
      setTimeout(gate.open, 100);
      await queue.stopWorking();
      expect(finished).toBe(true);
    });

    it('refuses a second handler and a kind of job without any', async () => {
      const queue = aQueue();
      queue.handle('ingest-report', () => Promise.resolve());
      expect(() => queue.handle('ingest-report', () => Promise.resolve())).toThrow('has two handlers');
      await expect(queue.open()).rejects.toThrow('no handler for seal-report');
    });

    it('runs a sweep in one of several consoles only', async () => {
      const runs: number[] = [];
      for (let console = 0; console < 3; console += 1) {
        const queue = await aWorker(() => Promise.resolve());
        queue.every('count', 0.4, async () => void runs.push(console));
      }
      await delay(1500);
      expect(runs.length).toBeGreaterThanOrEqual(2);
      expect(runs.length).toBeLessThanOrEqual(5);
    });

    it('goes on with a sweep that failed once', async () => {
      let runs = 0;
      const queue = await aWorker(() => Promise.resolve());
      queue.every('fail', 0.05, async () => {
        runs += 1;
        if (runs === 1) throw new Error('once');
      });
      await until(() => runs >= 3);
      expect(runs).toBeGreaterThanOrEqual(3);
    });
  },
);
