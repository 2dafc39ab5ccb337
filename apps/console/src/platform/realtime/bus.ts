import type { RealtimeEvent } from '@scanfleet/contracts';

/** What consoles tell each other. Small: a Postgres notification holds 8000 bytes at most. */
export interface BusTopics {
  /** For browsers. */
  realtime: RealtimeEvent;
  /** There may be work in this zone: waiting check-ins look again. */
  work: { zoneId: string };
  /** There may be orders for this engine: its waiting check-in looks again. */
  orders: { engineId: string };
  /** Something happened to a scan that alert rules may have to tell. */
  'scan-events': { scanId: string };
  /** There are deliveries to be tried. */
  deliveries: { messageId: string | null };
  /** A user or API key lost rights or a session: whoever holds a connection of it looks again. */
  access: { accountId: string };
}

/**
 * Messages between console processes: LISTEN/NOTIFY of Postgres, or Redis where there is one. At most once: whoever
 * needs certainty also looks into the table now and then.
 */
export abstract class Bus {
  abstract publish<Topic extends keyof BusTopics>(topic: Topic, message: BusTopics[Topic]): Promise<void>;
  /** Calls `listener` for each message, of this process too. Answers with the function that ends it. */
  abstract subscribe<Topic extends keyof BusTopics>(
    topic: Topic,
    listener: (message: BusTopics[Topic]) => void,
  ): () => void;
  abstract close(): Promise<void>;
}
