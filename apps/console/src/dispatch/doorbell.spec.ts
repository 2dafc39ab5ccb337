import { describe, expect, it } from '@jest/globals';
import { Draining } from '../platform/draining.js';
import { Bus, type BusTopics } from '../platform/realtime/bus.js';
import { Doorbell } from './doorbell.js';

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

function aDoorbell(): { bus: LocalBus; draining: Draining; doorbell: Doorbell } {
  const bus = new LocalBus();
  const draining = new Draining();
  return { bus, draining, doorbell: new Doorbell(bus, draining) };
}
const never = new AbortController().signal;
const me = { engineId: 'e1', zoneId: 'z1' };
const anHour = 3_600_000;

describe('Doorbell', () => {
  it('wakes a check-in when there is work in its zone', async () => {
    const { bus, doorbell } = aDoorbell();
    const wait = doorbell.listen(me).wait(anHour, never);
    await bus.publish('work', { zoneId: 'z1' });
    expect(await wait).toBe(true);
  });

  it('wakes it when there are orders for its engine', async () => {
    const { bus, doorbell } = aDoorbell();
    const wait = doorbell.listen(me).wait(anHour, never);
    await bus.publish('orders', { engineId: 'e1' });
    expect(await wait).toBe(true);
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
    expect(await bell.wait(anHour, never)).toBe(true);
  });

  it('lets it look again when the time is over', async () => {
    expect(await aDoorbell().doorbell.listen(me).wait(1, never)).toBe(true);
  });

  it('ends the wait for good when the engine hangs up', async () => {
    const controller = new AbortController();
    const wait = aDoorbell().doorbell.listen(me).wait(anHour, controller.signal);
    controller.abort();
    expect(await wait).toBe(false);
  });

  it('ends all waits for good when the console stops', async () => {
    const { draining, doorbell } = aDoorbell();
    const bell = doorbell.listen(me);
    const wait = bell.wait(anHour, never);
    draining.begin();
    expect(await wait).toBe(false);
    expect(await bell.wait(anHour, never)).toBe(false);
  });
});
