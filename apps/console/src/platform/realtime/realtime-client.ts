import { realtimePing } from '@scanfleet/contracts';
import { WebSocket } from 'ws';
import type { Visitor } from '../http/admission.js';

/** A browser that reads slower than this many bytes wait for it is let go: it comes back and fetches anew. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Messages from the browser between two heartbeats; it has little to say. */
const MAX_MESSAGES = 100;

/** One open WebSocket. */
export class RealtimeClient {
  private answered = true;
  private messages = 0;

  constructor(
    private readonly socket: WebSocket,
    readonly visitor: Visitor,
    /** Who shows the same credentials now; undefined once they are worth nothing. */
    readonly identify: () => Promise<Visitor | undefined>,
    private readonly hello: () => string,
  ) {
    socket.on('pong', () => (this.answered = true));
    socket.on('message', (data) => this.read(data.toString()));
    this.send(hello());
  }

  /** Sends a text; a connection that does not keep up is closed instead. */
  send(text: string): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > MAX_WAITING_BYTES) this.socket.terminate();
    else this.socket.send(text);
  }

  /** Asks for a sign of life; without one since the last time, the connection is cut. */
  beat(): void {
    if (!this.answered) {
      this.socket.terminate();
      return;
    }
    this.answered = false;
    this.messages = 0;
    this.socket.ping();
  }

  /** Says good-bye with a code of RFC 6455 section 7.4 (4401 = sign in again). */
  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    // A browser that does not answer the good-bye must not hold the console back.
    setTimeout(() => this.socket.terminate(), 2000).unref();
  }

  private read(text: string): void {
    this.messages += 1;
    if (this.messages > MAX_MESSAGES) {
      this.close(1008, 'too many messages');
      return;
    }
    if (isPing(text)) this.send(this.hello());
  }
}

function isPing(text: string): boolean {
  try {
    return realtimePing.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON: nothing that anyone here waits for.
    return false;
  }
}
