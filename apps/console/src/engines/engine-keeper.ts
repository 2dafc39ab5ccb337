import { Injectable } from '@nestjs/common';
import type { Engine, enginesApi, InputOf, ResponseOf } from '@scanfleet/contracts';
import { EngineTokens } from '../access/engine-tokens.js';
import { Database } from '../platform/database/database.js';
import { EngineQueries } from './engine-queries.js';
import { EngineRegistry } from './engine-registry.js';

/** What an admin does to an engine that is there. */
@Injectable()
export class EngineKeeper {
  constructor(
    private readonly database: Database,
    private readonly registry: EngineRegistry,
    private readonly tokens: EngineTokens,
    private readonly queries: EngineQueries,
  ) {}

  /** @throws Refusal 404 `engine_not_found`, 409 `engine_name_taken`. */
  async update(id: string, change: InputOf<typeof enginesApi.update>['body']): Promise<Engine> {
    await this.database.transaction((tx) => this.registry.update(tx, id, change));
    return this.queries.get(id);
  }

  /** Retires an engine and ends its tokens. Its leases run out, and their shards go to others. */
  async retire(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.registry.retire(tx, id);
      await this.tokens.revokeAll(tx, id);
    });
  }

  /** Ends all tokens of an engine; it can do nothing until an admin gives it a new one. */
  async revokeToken(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.registry.lock(tx, id);
      await this.tokens.revokeAll(tx, id);
    });
  }

  /** Issues a new token and ends all older ones. The lock keeps two rotations at once from leaving two tokens. */
  async rotateToken(id: string): Promise<ResponseOf<typeof enginesApi.rotateToken>> {
    return this.database.transaction(async (tx) => {
      await this.registry.lock(tx, id);
      await this.tokens.revokeAll(tx, id);
      return this.tokens.issue(tx, id);
    });
  }
}
