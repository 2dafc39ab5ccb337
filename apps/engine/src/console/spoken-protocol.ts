import type { CheckInRequest } from '@scanfleet/contracts';
import type { Clock } from '../clock.js';
import { ConsoleRefused } from './console-error.js';
import { OLDEST_PROTOCOL, PROTOCOL } from './wire.js';

/** So long after a console wanted the older protocol the newer one is tried again: it may have been updated meanwhile. */
const OLDER_FOR_MS = 10 * 60_000;

/**
 * Which protocol to speak. It is the newest until a console refuses that: either it says so (422 or 426 `protocol_too_new`), or it
 * finds fields that it does not know (`validation_failed`), which is what a console of protocol 1 looks at first.
 */
export class SpokenProtocol {
  private newestFrom = -Infinity;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Number to put into requests now. */
  get current(): number {
    return this.clock.monotonic() < this.newestFrom ? OLDEST_PROTOCOL : PROTOCOL;
  }

  /** Makes the request with the newest protocol, and with the older one when the console turns out to be older. */
  async speak<T>(request: (protocol: number) => Promise<T>): Promise<T> {
    const { current } = this;
    try {
      return await request(current);
    } catch (error) {
      if (current === OLDEST_PROTOCOL || !isTooNew(error)) throw error;
      const answer = await request(OLDEST_PROTOCOL);
      this.newestFrom = this.clock.monotonic() + OLDER_FOR_MS;
      return answer;
    }
  }
}

/** A check-in as the protocol has it. */
export function checkInOf(protocol: number, { load, ...request }: CheckInRequest): object {
  return protocol === OLDEST_PROTOCOL ? { ...request, protocol } : { ...request, protocol, load };
}

function isTooNew(error: unknown): boolean {
  if (!(error instanceof ConsoleRefused)) return false;
  return error.code === 'protocol_too_new' || error.code === 'validation_failed';
}
