import { describe, expect, it } from '@jest/globals';
import { Draining } from '../platform/draining.js';
import { Bus, type BusTopics } from '../platform/realtime/bus.js';
import { Doorbell } from './doorbell.js';
import type { WaitingEngine, WorkProbe } from './work-probe.js';

/** A bus of one process. */
class LocalBus extends Bus {
  private readonly listeners: [keyof BusTopics, (message: never) => void][] = [];
  override publish<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): Promise<void> {
    for (const [own, listener] of this.listeners) if (own === topic) listener(message as never);
    return Promise.resolve();
  }
  override subscribe<Topic extends keyof BusTopics>(
    topic: Topic,
    listener: (message: BusTopics[Topic]) => void,
  ): () => void {
    this.listeners.push([topic, listener]);
    return () => undefined;
  }
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Finds a shard that all but the engine `idle` may take. */
const probe = {
  queuedIn: () => Promise.resolve({ shards: 1, suits: ({ engineId }: WaitingEngine) => engineId !== 'idle' }),
} as unknown as WorkProbe;

function aDoorbell(): { bus: LocalBus; draining: Draining; doorbell: Doorbell } {
  const bus = new LocalBus();
  const draining = new Draining();
  return { bus, draining, doorbell: new Doorbell(bus, draining, probe) };
}
const never = new AbortController().signal;
const policy = { allowed: [], denied: [], scanners: [], maxRate: null };
const me: WaitingEngine = { engineId: 'e1', zoneId: 'z1', scanners: ['nmap'], policy, freeSlots: 1 };
const anHour = 3_600_000;

describe('Doorbell', () => {
  it('wakes a check-in when there is work in its zone', async () => {
    const { bus, doorbell } = aDoorbell();
    const wait = doorbell.listen(me).wait(anHour, never);
    await bus.publish('work', { zoneId: 'z1' });
    expect(await wait).toBe('rung');
  });

  it('wakes it when there are orders for its engine', async () => {
    const { bus, doorbell } = aDoorbell();
    const wait = doorbell.listen(me).wait(anHour, never);
    await bus.publish('orders', { engineId: 'e1' });
    expect(await wait).toBe('rung');
  });

  it('lets it sleep through what is for others', async () => {
    const { bus, doorbell } = aDoorbell();
    const bell = doorbell.listen(me);
    let woken = false;
    const wait = bell.wait(anHour, never).then(() => (woken = true));
    await bus.publish('work', { zoneId: 'z2' });
    await bus.publish('orders', { engineId: 'e2' });
    expect(woken).toBe(false);
    await bus.publish('work', { zoneId: 'z1' });
    await wait;
  });

  it('remembers that it rang between a look and the wait after it', async () => {
    const { bus, doorbell } = aDoorbell();
    const bell = doorbell.listen(me);
    await bus.publish('work', { zoneId: 'z1' });
    expect(await bell.wait(anHour, never)).toBe('rung');
  });

  it('remembers that it rang during a look of many that wait', async () => {
    const { bus, doorbell } = aDoorbell();
    const bells = ['idle', 'idle', 'idle', 'idle', 'idle', 'idle', 'e7'].map((engineId) =>
      doorbell.listen({ ...me, engineId }),
    );
    const last = bells.at(-1);
    void last?.wait(anHour, never);
    await bus.publish('orders', { engineId: 'e7' });
    // It looks now. A ring in the middle of that look means another one, as this one may have missed the shard.
    await new Promise(setImmediate);
    await bus.publish('work', { zoneId: 'z1' });
    await new Promise(setImmediate);
    expect(await last?.wait(anHour, never)).toBe('rung');
  });

  it('does not wake an engine without a free slot for work, only for orders', async () => {
    const { bus, doorbell } = aDoorbell();
    let woken = false;
    const wait = doorbell
      .listen({ ...me, freeSlots: 0 })
      .wait(anHour, never)
      .then(() => (woken = true));
    await bus.publish('work', { zoneId: 'z1' });
    await new Promise(setImmediate);
    expect(woken).toBe(false);
    await bus.publish('orders', { engineId: 'e1' });
    await wait;
  });

  it('lets it look again when the time is over', async () => {
    expect(await aDoorbell().doorbell.listen(me).wait(1, never)).toBe('time');
  });

  it('ends the wait for good when the engine hangs up', async () => {
    const controller = new AbortController();
    const wait = aDoorbell().doorbell.listen(me).wait(anHour, controller.signal);
    controller.abort();
    expect(await wait).toBe('over');
  });

  it('ends all waits for good when the console stops', async () => {
    const { draining, doorbell } = aDoorbell();
    const bell = doorbell.listen(me);
    const wait = bell.wait(anHour, never);
    draining.begin();
    expect(await wait).toBe('over');
    expect(await bell.wait(anHour, never)).toBe('over');
  });
});
