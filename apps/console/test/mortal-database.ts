import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { createDataSource } from '../src/platform/database/data-source.js';
import { Database } from '../src/platform/database/database.js';

/**
 * How a console ends in the middle of its work: killed before a statement is sent, killed when it was carried out and nobody has
 * read the answer, or alive with the one connection cut that the answer was to come by.
 */
export const Death = { Before: 'before', After: 'after', Cut: 'cut' } as const;
export type Death = (typeof Death)[keyof typeof Death];

class ProcessGone extends Error {
  override readonly name = 'ProcessGone';
}

/**
 * The connections of one console, which die when they are told to, as those of a killed process do: the sockets close without a
 * word, and the server rolls back what was not committed.
 */
export class MortalDatabase {
  private readonly clients = new Set<pg.Client>();
  private statementsLeft = Infinity;
  private death: Death = Death.Before;
  private dead = false;
  private struck = false;

  private constructor(readonly database: Database) {}

  static async open(databaseUrl: string): Promise<MortalDatabase> {
    const source = createDataSource({ databaseUrl, databasePool: 6 });
    const mortal = new MortalDatabase(new Database(source));
    source.setOptions({ extra: { ...(source.options.extra as object), Client: mortal.clientClass() } });
    await source.initialize();
    return mortal;
  }

  /** Dies at the so manieth statement from now on. */
  dieAt(statement: number, how: Death): void {
    this.statementsLeft = statement;
    this.death = how;
    this.struck = false;
  }

  /** A new process in place of one that died. Answers with whether the last one did. */
  revive(): boolean {
    this.statementsLeft = Infinity;
    this.dead = false;
    return this.struck;
  }

  async close(): Promise<void> {
    this.revive();
    await this.database.source.destroy();
  }

  private clientClass(): typeof pg.Client {
    const carry = this.carry.bind(this);
    const { clients } = this;
    return class extends pg.Client {
      constructor(options: pg.ClientConfig) {
        super(options);
        clients.add(this);
        this.once('end', () => clients.delete(this));
        const send = this.query.bind(this) as (...words: unknown[]) => Promise<unknown>;
        this.query = ((...words: unknown[]) => carry(this, () => send(...words))) as typeof this.query;
      }
    };
  }

  private async carry(client: pg.Client, send: () => Promise<unknown>): Promise<unknown> {
    this.statementsLeft -= 1;
    const strikes = !this.dead && this.statementsLeft === 0;
    if (strikes && this.death === Death.Before) this.kill();
    if (this.dead) return gone();
    const answer = await send();
    if (strikes) {
      if (this.death === Death.Cut) {
        this.struck = true;
        cut(client);
        return gone();
      }
      this.kill();
    }
    // Another connection's statement may have been the last while this one was on its way.
    return this.dead ? gone() : answer;
  }

  private kill(): void {
    this.dead = true;
    this.struck = true;
    for (const client of this.clients) cut(client);
  }
}

/** Fails when the pool has had time to see which connections are closed. */
async function gone(): Promise<never> {
  await turn();
  throw new ProcessGone();
}

function cut(client: pg.Client): void {
  // The types do not show the socket.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  // One that is still being opened has carried nothing, and pg would wait for it until its time is over.
  if (!stream.connecting) stream.destroy();
}
