import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Draining } from '../platform/draining.js';
import { Bus } from '../platform/realtime/bus.js';
import { type WaitingEngine, WorkProbe } from './work-probe.js';
import { type Callable, ZoneCalls } from './zone-calls.js';

interface Waiter extends Callable {
  readonly wake: () => void;
}

/** Why a wait ended: `over` when there is no point in another look, as the caller has gone or the console stops. */
export type Waking = 'rung' | 'time' | 'over';

/**
 * Wakes waiting check-ins when there may be work for them in their zone or orders for their engine. Listens once for the whole
 * process, however many engines wait.
 */
@Injectable()
export class Doorbell implements OnModuleDestroy {
  private readonly waiters = new Set<Waiter>();
  private readonly zones = new Map<string, ZoneCalls>();
  private readonly endings: (() => void)[];

  constructor(
    bus: Bus,
    private readonly draining: Draining,
    private readonly probe: WorkProbe,
  ) {
    this.endings = [
      bus.subscribe('work', ({ zoneId }) => void this.zone(zoneId).ring()),
      bus.subscribe('orders', ({ engineId }) => this.wake(({ engine }) => engine.engineId === engineId)),
    ];
    draining.signal.addEventListener('abort', () => this.wake(() => true), { once: true });
  }

  /** A bell for one check-in. It hears from now on, so that nothing is missed between a look and the wait after it. */
  listen(engine: WaitingEngine): Bell {
    const zone = this.zone(engine.zoneId);
    let rung = false;
    let answer: (() => void) | undefined;
    let looked: (() => void)[] = [];
    const hasLooked = (): void => {
      for (const tell of looked) tell();
      looked = [];
    };
    const waiter: Waiter = {
      engine,
      // The look that is about to begin sees whatever has rung so far.
      heard: zone.rings,
      wake: () => {
        rung = true;
        answer?.();
      },
      call: () => {
        const done = new Promise<void>((resolve) => looked.push(resolve));
        waiter.wake();
        return done;
      },
    };
    this.waiters.add(waiter);
    return {
      wait: async (milliseconds, signal) => {
        const goesOn = (): boolean => !signal.aborted && !this.draining.signal.aborted;
        if (!rung) hasLooked();
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
        const why = rung ? 'rung' : 'time';
        rung = false;
        waiter.heard = zone.rings;
        return goesOn() ? why : 'over';
      },
      close: () => {
        this.waiters.delete(waiter);
        hasLooked();
      },
    };
  }

  onModuleDestroy(): void {
    for (const end of this.endings) end();
    this.wake(() => true);
  }

  private zone(zoneId: string): ZoneCalls {
    const known = this.zones.get(zoneId);
    if (known) return known;
    const calls = new ZoneCalls(
      () => [...this.waiters].filter(({ engine }) => engine.zoneId === zoneId),
      () => this.probe.queuedIn(zoneId),
    );
    this.zones.set(zoneId, calls);
    return calls;
  }

  private wake(concerned: (waiter: Waiter) => boolean): void {
    for (const waiter of this.waiters) if (concerned(waiter)) waiter.wake();
  }
}

export interface Bell {
  /**
   * Waits until it rings (or has rung since the last wait), the time is over, the caller has gone or the console stops. A wait
   * tells that the look before it is done.
   */
  wait(milliseconds: number, signal: AbortSignal): Promise<Waking>;
  close(): void;
}
