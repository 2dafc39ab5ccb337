import { describe, expect, it } from '@jest/globals';
import { ConsoleRefused } from './console-error.js';
import { checkInOf, SpokenProtocol } from './spoken-protocol.js';

const tooNew = new ConsoleRefused(422, 'protocol_too_new', 'update the console');

/** A console that speaks the older protocol only, and what was asked of it. */
function olderConsole(refusal = tooNew) {
  const asked: number[] = [];
  const request = (protocol: number): Promise<string> => {
    asked.push(protocol);
    return protocol > 1 ? Promise.reject(refusal) : Promise.resolve('answer');
  };
  return { asked, request };
}

describe('SpokenProtocol', () => {
  it.each([422, 426])('falls back when a console says %s, and remembers it', async (status) => {
    const { asked, request } = olderConsole(new ConsoleRefused(status, 'protocol_too_new', 'x'));
    const protocol = new SpokenProtocol({ monotonic: () => 0 });
    expect(await protocol.speak(request)).toBe('answer');
    expect(await protocol.speak(request)).toBe('answer');
    expect(asked).toEqual([2, 1, 1]);
  });

  it('tries the newer one again after ten minutes, as the console may have been updated', async () => {
    let now = 0;
    const { asked, request } = olderConsole();
    const protocol = new SpokenProtocol({ monotonic: () => now });
    await protocol.speak(request);
    now = 10 * 60_000;
    await protocol.speak(request);
    expect(asked).toEqual([2, 1, 2, 1]);
  });

  it('does not take other refusals for that', async () => {
    const protocol = new SpokenProtocol({ monotonic: () => 0 });
    const { asked, request } = olderConsole(new ConsoleRefused(401, 'unauthorized', 'x'));
    await expect(protocol.speak(request)).rejects.toMatchObject({ status: 401 });
    expect(asked).toEqual([2]);
    expect(protocol.current).toBe(2);
  });

  it('does not settle for the older one when that is refused too', async () => {
    const protocol = new SpokenProtocol({ monotonic: () => 0 });
    await expect(protocol.speak(() => Promise.reject(tooNew))).rejects.toBe(tooNew);
    expect(protocol.current).toBe(2);
  });
});

describe('checkInOf', () => {
  const load = { cpuPercent: 1, memoryFreeBytes: 2, diskFreeBytes: 3 };
  const policy = { allowed: [], denied: [], scanners: [], maxRate: null };
  const rest = {
    version: '1',
    scanners: [],
    policy,
    slots: 1,
    freeSlots: 1,
    held: [],
    waitSeconds: 1,
    lastError: null,
  };

  it('leaves out of the older protocol what came later', () => {
    expect(checkInOf(1, { ...rest, protocol: 2, load })).toEqual({ ...rest, protocol: 1 });
    expect(checkInOf(2, { ...rest, protocol: 2, load })).toEqual({ ...rest, protocol: 2, load });
  });
});
