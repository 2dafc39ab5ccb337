import type { AppLogger } from '../logging/app-logger.js';
import type { BusTopics } from './bus.js';

type Listener<Topic extends keyof BusTopics> = (message: BusTopics[Topic]) => void;
interface Envelope {
  topic: keyof BusTopics;
  message: BusTopics[keyof BusTopics];
}

/** The listeners of one process, and the text form in which messages travel. */
export class Subscribers {
  private readonly listeners = new Map<keyof BusTopics, Set<Listener<never>>>();

  constructor(private readonly logger: AppLogger) {}

  add<Topic extends keyof BusTopics>(topic: Topic, listener: Listener<Topic>): () => void {
    const set = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, set);
    // Wrapped, so that one function can be subscribed twice and each subscription ends by itself.
    const own: Listener<Topic> = (message) => listener(message);
    set.add(own);
    return () => set.delete(own);
  }

  /** Text for the wire. */
  static encode<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): string {
    return JSON.stringify({ topic, message });
  }

  /** Calls whom the message concerns; a listener that throws does not keep it from the others. */
  deliver(text: string): void {
    const { topic, message } = JSON.parse(text) as Envelope;
    for (const listener of this.listeners.get(topic) ?? []) {
      try {
        listener(message as never);
      } catch (error) {
        this.logger.error('a bus listener failed', { topic, error });
      }
    }
  }
}
