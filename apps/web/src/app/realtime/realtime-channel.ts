import { DOCUMENT, Service, inject, signal } from '@angular/core';
import { REALTIME_PATH, realtimeEvent, realtimeHello, type RealtimeEvent } from '@scanfleet/contracts';
import { Subject } from 'rxjs';
import { Clock } from '../text/clock.js';
import { reconnectDelay } from './reconnect-delay.js';

export const Connection = { Off: 'off', Connecting: 'connecting', Live: 'live', Lost: 'lost' } as const;
export type Connection = (typeof Connection)[keyof typeof Connection];

const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;

/** The WebSocket over which the console tells what changed. It comes back by itself when it is lost. */
@Service()
export class RealtimeChannel {
  private readonly window = inject(DOCUMENT).defaultView;
  private readonly clock = inject(Clock);
  private readonly told = new Subject<RealtimeEvent>();
  private readonly returned = new Subject<void>();
  private readonly state = signal<Connection>(Connection.Off);
  private readonly lost = signal(0);
  private socket: WebSocket | undefined;
  private attempt = 0;
  private wasLive = false;
  private timers: ReturnType<typeof setTimeout>[] = [];

  readonly connection = this.state.asReadonly();
  /** How often a connection was lost or refused so far; the browser does not say why. */
  readonly losses = this.lost.asReadonly();
  readonly events = this.told.asObservable();
  /** Tells when the channel is back after a gap: news may have been missed. */
  readonly back = this.returned.asObservable();

  /** Connects and stays connected until `close`. */
  open(): void {
    if (this.socket !== undefined || this.state() !== Connection.Off) return;
    this.window?.addEventListener('online', this.reconnectNow);
    this.connect();
  }

  close(): void {
    this.window?.removeEventListener('online', this.reconnectNow);
    this.clearTimers();
    this.forget();
    this.attempt = 0;
    this.wasLive = false;
    this.state.set(Connection.Off);
  }

  private readonly reconnectNow = (): void => {
    if (this.state() === Connection.Lost) this.connect();
  };

  private connect(): void {
    if (this.window === null) return;
    this.clearTimers();
    this.forget();
    this.state.set(this.wasLive || this.attempt > 0 ? Connection.Lost : Connection.Connecting);
    const url = new URL(REALTIME_PATH, this.window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener('message', (message) => this.hear(message.data));
    socket.addEventListener('close', () => {
      if (this.socket === socket) this.lose();
    });
  }

  private hear(data: unknown): void {
    const said = parseJson(data);
    const hello = realtimeHello.safeParse(said);
    if (hello.success) {
      this.clock.setTo(hello.data.time);
      this.greet();
      return;
    }
    const event = realtimeEvent.safeParse(said);
    // An event of a newer console that this page does not know is no news for it.
    if (event.success) this.told.next(event.data);
  }

  private greet(): void {
    const isReturn = this.wasLive && this.state() !== Connection.Live;
    this.attempt = 0;
    this.wasLive = true;
    this.state.set(Connection.Live);
    this.clearTimers();
    this.after(PING_EVERY_MS, () => this.ping());
    if (isReturn) this.returned.next();
  }

  /** A connection that died without a word is only found by asking. */
  private ping(): void {
    this.socket?.send(JSON.stringify({ type: 'ping' }));
    this.after(ANSWER_WITHIN_MS, () => this.lose());
  }

  private lose(): void {
    this.clearTimers();
    this.forget();
    this.state.set(Connection.Lost);
    this.lost.update((times) => times + 1);
    this.after(reconnectDelay(this.attempt, Math.random()), () => this.connect());
    this.attempt += 1;
  }

  private forget(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.close();
  }

  private after(milliseconds: number, act: () => void): void {
    this.timers.push(setTimeout(act, milliseconds));
  }

  private clearTimers(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
  }
}

function parseJson(data: unknown): unknown {
  if (typeof data !== 'string') return undefined;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
