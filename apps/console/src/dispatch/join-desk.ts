import { Injectable } from '@nestjs/common';
import type { engineApi, InputOf, JoinAnswer } from '@scanfleet/contracts';
import { EngineTokens } from '../access/engine-tokens.js';
import { JoinTokens } from '../access/join-tokens.js';
import { EngineRegistry } from '../engines/engine-registry.js';
import { Database } from '../platform/database/database.js';
import type { JoinIdentity } from '../platform/http/caller.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { checkProtocol } from './protocol-version.js';

/** Lets new engines in. */
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
   * Trades a join token for an engine and its token: all or nothing, and once.
   * @throws Refusal 426 `protocol_too_old`; 409 `engine_name_taken`; 401 when the join token was used meanwhile.
   */
  async join(identity: JoinIdentity, request: InputOf<typeof engineApi.join>['body']): Promise<JoinAnswer> {
    checkProtocol(request.protocol);
    const { zoneId, joinTokenId } = identity;
    const answer = await this.database.transaction(async (tx) => {
      const engine = await this.registry.enrol(tx, { ...request, zoneId });
      await this.joinTokens.consume(tx, joinTokenId, engine.id);
      const { token } = await this.engineTokens.issue(tx, engine.id);
      const zones = await tx.query<{ name: string }>(`SELECT name FROM zone WHERE id = $1`, [zoneId]);
      return { engineId: engine.id, name: engine.name, zone: zones[0]?.name ?? '', token };
    });
    this.logger.info('engine joined', { engineId: answer.engineId, name: answer.name, zoneId });
    return answer;
  }
}
