import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AlertMessage } from '@scanfleet/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { AppLogger } from '../../platform/logging/app-logger.js';
import { SealBroken } from '../../platform/secrets/secret-box.js';
import { ChannelSender } from '../senders/channel-sender.js';
import { TOO_LATE } from '../senders/say-failure.js';
import { type Destination, notSent, type SendOutcome } from '../senders/sending.js';
import { DeliveryPace } from './delivery-pace.js';

/** For senders that do not notice at once that their time is over, milliseconds. */
const GRACE_MS = 500;

/** What is told, and whereto; finding out may fail. */
export interface Telling {
  readonly destination: () => Destination;
  readonly message: AlertMessage;
  readonly deliveryId: string;
}

/** Makes one attempt to tell a message, within the time that an attempt has. */
@Injectable()
export class MessageTeller {
  constructor(
    private readonly sender: ChannelSender,
    private readonly pace: DeliveryPace,
    private readonly clock: Clock,
    private readonly logger: AppLogger,
  ) {}

  /** Never throws: whatever goes wrong is how the attempt went. */
  async tell({ destination, message, deliveryId }: Telling): Promise<{ outcome: SendOutcome; milliseconds: number }> {
    const at = this.clock.now();
    const begin = performance.now();
    const ended = new AbortController();
    const signal = AbortSignal.timeout(this.pace.patienceMs);
    const late = delay(this.pace.patienceMs + GRACE_MS, notSent(TOO_LATE), { signal: ended.signal });
    late.catch(() => undefined);
    let outcome: SendOutcome;
    try {
      outcome = await Promise.race([this.sender.send({ to: destination(), message, deliveryId, at, signal }), late]);
    } catch (error) {
      outcome = this.explain(error, deliveryId);
    } finally {
      ended.abort();
    }
    return { outcome, milliseconds: Math.round(performance.now() - begin) };
  }

  private explain(error: unknown, deliveryId: string): SendOutcome {
    // Another key or another secret has to come from people.
    if (error instanceof SealBroken) return notSent(error.message, { permanent: true });
    this.logger.error('an alert could not be sent', { deliveryId, error });
    return notSent('Something went wrong in the console; its log tells more.');
  }
}
