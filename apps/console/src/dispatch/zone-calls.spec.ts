import { describe, expect, it } from '@jest/globals';
import type { WaitingEngine } from './work-probe.js';
import { type Callable, ZoneCalls } from './zone-calls.js';

/** Engines that wait in a zone, some shards, and for whom these are. */
class Place {
  readonly looked: string[] = [];
  readonly waiting: Callable[] = [];
  readonly calls = new ZoneCalls(
    () => this.waiting,
    () => {
      this.probes += 1;
      if (this.broken) return Promise.reject(new Error('no database'));
      const { shards } = this;
      return Promise.resolve({ shards, suits: (engine) => shards > 0 && this.takers.includes(engine.engineId) });
    },
  );
  takers: string[];
  shards = 0;
  probes = 0;
  broken = false;
  taking = true;
  whenLooking: (name: string) => void = () => undefined;

  constructor(count: number, freeSlots = 1) {
    for (let at = 0; at < count; at += 1) this.engine(`e${at}`, freeSlots);
    this.takers = this.waiting.map(({ engine }) => engine.engineId);
  }

  private engine(engineId: string, freeSlots: number): void {
    const policy = { allowed: [], denied: [], scanners: [], maxRate: null };
    const engine: WaitingEngine = { engineId, zoneId: 'z', scanners: ['nmap'], policy, freeSlots };
    const callable: Callable = {
      engine,
      heard: 0,
      call: async () => {
        callable.heard = this.calls.rings;
        this.looked.push(engineId);
        this.whenLooking(engineId);
        await Promise.resolve();
        if (this.taking && this.shards > 0 && this.takers.includes(engineId)) this.shards -= 1;
      },
    };
    this.waiting.push(callable);
  }
}

describe('a ring for a zone', () => {
  it('calls the one engine among hundreds that may take the shard, and only a few others', async () => {
    const place = new Place(500);
    place.takers = ['e437'];
    place.shards = 1;
    await place.calls.ring();
    expect(place.looked[0]).toBe('e437');
    expect(place.looked.length).toBeLessThanOrEqual(5);
    expect(place.probes).toBe(2);
  });

  it('calls as many as there are shards', async () => {
    const place = new Place(500);
    place.shards = 60;
    await place.calls.ring();
    expect(place.shards).toBe(0);
    expect(place.looked.length).toBeLessThan(70);
  });

  it('calls the others too while something stays queued, each once', async () => {
    const place = new Place(300);
    place.shards = 3;
    place.taking = false;
    await place.calls.ring();
    expect(new Set(place.looked).size).toBe(300);
    expect(place.looked).toHaveLength(300);
    expect(place.probes).toBeLessThan(12);
  });

  it('calls a few when nothing is queued: they may share a running shard', async () => {
    const place = new Place(500);
    await place.calls.ring();
    expect(place.looked).toEqual(['e0', 'e1', 'e2', 'e3']);
  });

  it('calls nobody who has no free slot', async () => {
    const place = new Place(10, 0);
    place.shards = 3;
    await place.calls.ring();
    expect(place.looked).toEqual([]);
  });

  it('begins again when it rings meanwhile', async () => {
    const place = new Place(50);
    place.takers = ['e9'];
    place.whenLooking = () => {
      place.whenLooking = () => undefined;
      place.takers = ['e0', 'e40'];
      place.shards = 2;
      void place.calls.ring();
    };
    await place.calls.ring();
    expect(place.looked).toContain('e40');
    expect(place.shards).toBe(0);
  });

  it('lets everybody look when it cannot be read what is queued', async () => {
    const place = new Place(20);
    place.broken = true;
    await place.calls.ring();
    expect(new Set(place.looked).size).toBe(20);
  });
});
