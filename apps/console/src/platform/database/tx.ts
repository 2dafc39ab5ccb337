import type { EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

/**
 * A running transaction. Writes take it as their first argument, so that nothing can be written outside of one.
 * What must be told to others is told by `afterCommit`: never before the rows can be read.
 */
export class Tx {
  private readonly hooks: (() => void | Promise<void>)[] = [];

  constructor(readonly manager: EntityManager) {}

  /** Runs SQL inside the transaction and answers with its rows (of `RETURNING`, for writes). */
  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return rowsOf<Row>(await this.manager.query(sql, parameters));
  }

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.manager.getRepository(entity);
  }

  /** Calls `hook` once the transaction is committed; not at all if it is rolled back. */
  afterCommit(hook: () => void | Promise<void>): void {
    this.hooks.push(hook);
  }

  /** Called by `Database` alone. */
  async runHooks(): Promise<void> {
    for (const hook of this.hooks) await hook();
  }
}

/** TypeORM answers UPDATE and DELETE with [rows, count], everything else with rows. */
export function rowsOf<Row>(answer: unknown): Row[] {
  if (Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number') {
    return answer[0] as Row[];
  }
  return answer as Row[];
}
