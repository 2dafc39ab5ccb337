import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aWorkbench, type Workbench } from '../../test/workbench.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { DEFAULT_ZONE_ID } from '../zones/default-zone.js';
import { EngineRegistry } from './engine-registry.js';
import { OfflineWatch } from './offline-watch.js';

/** A queue that keeps its repeated tasks, to be run by hand. */
class KeptTasks extends JobQueue {
  readonly tasks: { seconds: number; task: () => Promise<void> }[] = [];
  override ring(): Promise<void> {
    return Promise.resolve();
  }
  override handle(): void {}
  override every(_: string, seconds: number, task: () => Promise<void>): void {
    this.tasks.push({ seconds, task });
  }
}

describe('OfflineWatch', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await aWorkbench();
  });
  afterAll(() => bench.close());

  it('looks several times a minute, and tells of an engine that went silent', async () => {
    const registry = new EngineRegistry(bench.database, bench.clock, bench.bus);
    const queue = new KeptTasks();
    expect(new OfflineWatch(queue, bench.database, registry)).toBeDefined();
    const engineId = bench.clock.uuid();
    await bench.database.query(
      `INSERT INTO engine (id, zone_id, name, last_seen_at, announced_online, created_at)
       VALUES ($1, $2, 'north', $3, true, $3)`,
      [engineId, DEFAULT_ZONE_ID, bench.clock.now()],
    );
    bench.clock.pass(130);
    expect(queue.tasks.map(({ seconds }) => seconds)).toEqual([15]);
    await queue.tasks[0]?.task();
    expect(bench.bus.take()).toEqual([
      { topic: 'realtime', message: { type: 'engine_changed', engineId, online: false } },
    ]);
  });
});
