import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Draining } from '../platform/draining.js';
import { Bus } from '../platform/realtime/bus.js';

interface Waiter {
  readonly engineId: string;
  readonly zoneId: string;
  readonly wake: () => void;
}

/**
 * Wakes waiting check-ins when there may be work in their zone or orders for their engine. Listens once for the whole
 * process, however many engines wait.
 */
@Injectable()
export class Doorbell implements OnModuleDestroy {
  private readonly waiters = new Set<Waiter>();
  private readonly endings: (() => void)[];

  constructor(
    bus: Bus,
    private readonly draining: Draining,
  ) {
    this.endings = [
      bus.subscribe('work', ({ zoneId }) => this.wake((waiter) => waiter.zoneId === zoneId)),
      bus.subscribe('orders', ({ engineId }) => this.wake((waiter) => waiter.engineId === engineId)),
    ];
    draining.signal.addEventListener('abort', () => this.wake(() => true), { once: true });
  }

  /** A bell for one check-in. It hears from now on, so that nothing is missed between a look and the wait after it. */
  listen(who: { engineId: string; zoneId: string }): Bell {
    let rung = false;
    let answer: (() => void) | undefined;
    const waiter: Waiter = {
      ...who,
      wake: () => {
        rung = true;
        answer?.();
      },
    };
    this.waiters.add(waiter);
    return {
      wait: async (milliseconds, signal) => {
        const goesOn = (): boolean => !signal.aborted && !this.draining.signal.aborted;
        if (!rung && goesOn()) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(() => answer?.(), milliseconds);
            answer = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', waiter.wake);
              answer = undefined;
              resolve();
            };
            signal.addEventListener('abort', waiter.wake);
          });
        }
        rung = false;
        return goesOn();
      },
      close: () => {
        this.waiters.delete(waiter);
      },
    };
  }

  onModuleDestroy(): void {
    for (const end of this.endings) end();
    this.wake(() => true);
  }

  private wake(concerned: (waiter: Waiter) => boolean): void {
    for (const waiter of this.waiters) if (concerned(waiter)) waiter.wake();
  }
}

export interface Bell {
  /**
   * Waits until it rings (or has rung since the last wait), the time is over, the caller has gone or the console stops.
   * @returns false when there is no point in another look: the caller has gone or the console stops.
   */
  wait(milliseconds: number, signal: AbortSignal): Promise<boolean>;
  close(): void;
}
