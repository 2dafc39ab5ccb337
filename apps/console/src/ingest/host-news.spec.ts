import { describe, expect, it } from '@jest/globals';
import type { Bus } from '../platform/realtime/bus.js';
import { type Clock } from '../platform/clock/clock.js';
import { HostNews } from './host-news.js';

function aPaper() {
  const told: unknown[] = [];
  let at = 0;
  const bus = { publish: (_: string, message: unknown) => Promise.resolve(void told.push(message)) } as unknown as Bus;
  const clock = { now: () => new Date(at) } as unknown as Clock;
  return { told, news: new HostNews(bus, clock, 's'), pass: (ms: number) => void (at += ms) };
}
const event = (count: number, hostsUp: number) => ({ type: 'hosts_observed', scanId: 's', count, hostsUp });

describe('news of hosts', () => {
  it('are told at once, then together at a pace, and the rest at the end', async () => {
    const { told, news, pass } = aPaper();
    await news.add({ count: 2, hostsUp: 1 });
    expect(told).toEqual([event(2, 1)]);
    for (let batch = 0; batch < 4; batch += 1) {
      pass(100);
      await news.add({ count: 10, hostsUp: 5 });
    }
    expect(told).toHaveLength(1);
    pass(100);
    await news.add({ count: 1, hostsUp: 1 });
    expect(told.slice(1)).toEqual([event(41, 21)]);
    pass(100);
    await news.add({ count: 3, hostsUp: 0 });
    await news.tell();
    await news.tell();
    expect(told.slice(2)).toEqual([event(3, 0)]);
  });
});
