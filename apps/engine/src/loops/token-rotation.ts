import type { Logger } from '@scanfleet/logging';
import type { Clock } from '../clock.js';
import type { ConsoleClient } from '../console/console-client.js';
import type { TokenSource } from '../console/token-source.js';

/** After a try that failed; the console goes on asking with each answer. */
const PAUSE_MS = 30_000;

/**
 * Fetches a new token when the console asks for it. The new one is on disk before it is used, and the console ends the old one when
 * the new one is used: wherever a crash comes, the token on disk works, and the console asks again if need be.
 */
export class TokenRotation {
  private notBefore = -Infinity;
  private told = false;

  constructor(
    private readonly parts: {
      client: Pick<ConsoleClient, 'fetchToken'>;
      token: Pick<TokenSource, 'keep'>;
      clock: Pick<Clock, 'monotonic'>;
      log: Logger;
    },
  ) {}

  /** Never throws: the old token still works. */
  async rotate(signal: AbortSignal): Promise<void> {
    const { client, token, clock, log } = this.parts;
    if (clock.monotonic() < this.notBefore) return;
    if (!token.keep) {
      if (!this.told)
        log.warn('the console asks for a new token, but this one is given in the configuration: replace it there');
      this.told = true;
      return;
    }
    this.notBefore = clock.monotonic() + PAUSE_MS;
    try {
      await token.keep(await client.fetchToken(signal));
      log.info('the engine has a new token');
    } catch (error) {
      if (!signal.aborted) log.warn('no new token yet; the old one still works', { error });
    }
  }
}
