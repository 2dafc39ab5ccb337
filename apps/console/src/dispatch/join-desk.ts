import { Injectable } from '@nestjs/common';
import type { engineApi, InputOf, JoinAnswer, ResponseOf } from '@scanfleet/contracts';
import { EngineTokens } from '../access/engine-tokens.js';
import { JoinTokens } from '../access/join-tokens.js';
import { EngineRegistry } from '../engines/engine-registry.js';
import { Database } from '../platform/database/database.js';
import type { EngineIdentity, JoinIdentity } from '../platform/http/caller.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { checkProtocol } from './protocol-version.js';

/** Lets new engines in, and gives those that are in new tokens. */
@Injectable()
export class JoinDesk {
  constructor(
    private readonly database: Database,
    private readonly registry: EngineRegistry,
    private readonly joinTokens: JoinTokens,
    private readonly engineTokens: EngineTokens,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Trades a join token for an engine and its token: all or nothing, and once. Whether the engine then waits for approval is for the
   * join token to say.
   * @param remoteAddress where it joins from, to tell engines that wait apart.
   * @throws Refusal 426 `protocol_too_old`; 409 `engine_name_taken`; 401 when the join token was used meanwhile.
   */
  async join(
    identity: JoinIdentity,
    request: InputOf<typeof engineApi.join>['body'],
    remoteAddress: string,
  ): Promise<JoinAnswer> {
    checkProtocol(request.protocol);
    const { zoneId, joinTokenId, requireApproval } = identity;
    const approved = !requireApproval;
    const answer = await this.database.transaction(async (tx) => {
      const engine = await this.registry.enrol(tx, { ...request, zoneId, approved, remoteAddress });
      await this.joinTokens.consume(tx, joinTokenId, engine.id);
      const { token } = await this.engineTokens.issue(tx, engine.id);
      const zones = await tx.query<{ name: string }>(`SELECT name FROM zone WHERE id = $1`, [zoneId]);
      return { engineId: engine.id, name: engine.name, zone: zones[0]?.name ?? '', token };
    });
    this.logger.info('engine joined', { engineId: answer.engineId, name: answer.name, zoneId, approved });
    return answer;
  }

  /**
   * Gives an engine the new token that it was asked to fetch.
   * @throws Refusal 409 `token_rotation_not_asked`; 401 when the token that it shows has ended meanwhile.
   */
  async renewToken(engine: EngineIdentity): Promise<ResponseOf<typeof engineApi.token>> {
    const answer = await this.database.transaction((tx) => this.engineTokens.renew(tx, engine));
    this.logger.info('engine token renewed', { engineId: engine.engineId });
    return answer;
  }
}
