import { Injectable } from '@nestjs/common';
import { DataSource, type EntityTarget, type ObjectLiteral, type Repository } from 'typeorm';
import { rowsOf, Tx } from './tx.js';

/** The way to Postgres: reads at once, writes in a transaction. */
@Injectable()
export class Database {
  constructor(readonly source: DataSource) {}

  /** Runs one statement on its own. For reads; writes belong in `transaction`. */
  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return rowsOf<Row>(await this.source.query(sql, parameters));
  }

  /** A repository for reads. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.source.getRepository(entity);
  }

  /**
   * Runs `work` in one transaction and, when that is committed, what it left with `tx.afterCommit`.
   * @throws whatever `work` throws, after rolling back.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let done: Tx | undefined;
    const result = await this.source.transaction(async (manager) => {
      done = new Tx(manager);
      return work(done);
    });
    await done?.runHooks();
    return result;
  }
}
