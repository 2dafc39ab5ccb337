import type { AlertMessage, Rehearsal } from '@scanfleet/contracts';
import type { Clock } from '../../platform/clock/clock.js';
import type { Audience } from './audience.js';
import { MessageComposer } from './compose-message.js';
import { dueAt } from './due-time.js';
import { type Parcel, sizeOf } from './parcel.js';

const MOST_MESSAGES = 20;
const MOST_LINES = 20;

/** The messages that a rule would have sent, counted; the newest of them are kept. Time goes forward only. */
export class RehearsedMessages {
  private readonly waiting = new Map<number, MessageComposer>();
  private readonly days = new Map<string, { messages: number; lines: number }>();
  private newest: Rehearsal['messages'] = [];
  private messageCount = 0;
  private lineCount = 0;

  constructor(
    private readonly audience: Audience,
    private readonly clock: Clock,
    private readonly publicUrl: string | null,
  ) {}

  /** How many messages wait for a time that has not come yet. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** When a message that waits is sent next; Infinity = never. */
  get dueNext(): number {
    return Math.min(Infinity, ...this.waiting.keys());
  }

  /** Takes a parcel at a time. */
  hand(parcel: Parcel, at: Date): void {
    if (sizeOf(parcel) === 0) return;
    const due = dueAt(this.audience.timing, at);
    const composer = (due > at ? this.waiting.get(due.getTime()) : undefined) ?? new MessageComposer(this.audience);
    composer.add(parcel);
    if (due > at) this.waiting.set(due.getTime(), composer);
    else this.count(composer, at);
  }

  /** Sends what is due by an instant. */
  sendDue(until: Date): void {
    for (const time of [...this.waiting.keys()].sort((one, other) => one - other)) {
      const composer = this.waiting.get(time);
      if (!composer || time > until.getTime()) return;
      this.waiting.delete(time);
      this.count(composer, new Date(time));
    }
  }

  /** What came of it. */
  outcome(): Pick<Rehearsal, 'messageCount' | 'lineCount' | 'perDay' | 'messages'> {
    const { messageCount, lineCount } = this;
    const perDay = [...this.days]
      .map(([day, counts]) => ({ day, ...counts }))
      .sort((one, other) => (one.day < other.day ? -1 : 1));
    return { messageCount, lineCount, perDay, messages: this.newest.toReversed() };
  }

  private count(composer: MessageComposer, at: Date): void {
    const { message } = composer.compose({ id: this.clock.uuid(), at, publicUrl: this.publicUrl });
    const lines = message.lines.length + message.more;
    const day = at.toISOString().slice(0, 10);
    const before = this.days.get(day) ?? { messages: 0, lines: 0 };
    this.days.set(day, { messages: before.messages + 1, lines: before.lines + lines });
    this.messageCount += 1;
    this.lineCount += lines;
    this.newest = [...this.newest, { sentAt: at.toISOString(), message: shortened(message) }].slice(-MOST_MESSAGES);
  }
}

function shortened(message: AlertMessage): AlertMessage {
  const lines = message.lines.slice(0, MOST_LINES);
  const more = message.more + message.lines.length - lines.length;
  return { ...message, lines, more, scans: message.scans.slice(0, MOST_LINES) };
}
