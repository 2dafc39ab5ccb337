import { Injectable } from '@nestjs/common';
import type { Engine, enginesApi, InputOf, ResponseOf } from '@scanfleet/contracts';
import { EngineTokens } from '../access/engine-tokens.js';
import { Database } from '../platform/database/database.js';
import { conflict } from '../platform/http/refusal.js';
import { EnginePoolStore } from './engine-pool-store.js';
import { EngineQueries } from './engine-queries.js';
import { EngineRegistry } from './engine-registry.js';

/** Engines know how to fetch a new token since this protocol. */
const PROTOCOL_WITH_RENEWAL = 2;

/** What an admin does to an engine that is there. */
@Injectable()
export class EngineKeeper {
  constructor(
    private readonly database: Database,
    private readonly registry: EngineRegistry,
    private readonly tokens: EngineTokens,
    private readonly pools: EnginePoolStore,
    private readonly queries: EngineQueries,
  ) {}

  /** @throws Refusal 404 `engine_not_found`, 409 `engine_name_taken`, 422 naming `poolIds`. */
  async update(id: string, { poolIds, ...change }: InputOf<typeof enginesApi.update>['body']): Promise<Engine> {
    await this.database.transaction(async (tx) => {
      const engine = await this.registry.update(tx, id, change);
      if (poolIds) await this.pools.putInto(tx, engine, poolIds);
    });
    return this.queries.get(id);
  }

  /** Lets an engine do work that has joined. @throws Refusal 404 `engine_not_found`. */
  async approve(id: string): Promise<Engine> {
    await this.database.transaction((tx) => this.registry.approve(tx, id));
    return this.queries.get(id);
  }

  /**
   * Retires or rejects an engine and ends its tokens. Its leases run out, and their shards go to others.
   * @throws Refusal 404 `engine_not_found`; 409 `engine_in_use` naming the schedules that run on it only.
   */
  async retire(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const engine = await this.registry.lock(tx, id);
      await this.pools.putInto(tx, engine, []);
      await this.registry.retire(tx, id);
      await this.tokens.revokeAll(tx, id);
    });
  }

  /**
   * Has the engine fetch a new token by itself, without any time in which none is good.
   * @throws Refusal 404 `engine_not_found`; 409 `engine_too_old` when its protocol knows nothing of that, `engine_has_no_token`
   * when its tokens have ended.
   */
  async renewToken(id: string): Promise<Engine> {
    await this.database.transaction(async (tx) => {
      const engine = await this.registry.lock(tx, id);
      if (engine.protocol !== null && engine.protocol < PROTOCOL_WITH_RENEWAL) {
        throw conflict(
          'engine_too_old',
          `The engine "${engine.name}" speaks protocol ${engine.protocol} and cannot fetch a new token by itself. Issue one (POST /api/v1/engines/${id}/token) and write it into the engine's token file, or update the engine.`,
        );
      }
      await this.tokens.askForRenewal(tx, id);
      this.registry.announceChange(tx, engine);
    });
    return this.queries.get(id);
  }

  /** Ends all tokens of an engine; it can do nothing until an admin gives it a new one. */
  async revokeToken(id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const engine = await this.registry.lock(tx, id);
      await this.tokens.revokeAll(tx, id);
      this.registry.announceChange(tx, engine);
    });
  }

  /** Issues a new token and ends all older ones. The lock keeps two rotations at once from leaving two tokens. */
  async rotateToken(id: string): Promise<ResponseOf<typeof enginesApi.rotateToken>> {
    return this.database.transaction(async (tx) => {
      const engine = await this.registry.lock(tx, id);
      await this.tokens.revokeAll(tx, id);
      this.registry.announceChange(tx, engine);
      return this.tokens.issue(tx, id);
    });
  }
}
