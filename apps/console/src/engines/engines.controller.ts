import { Controller } from '@nestjs/common';
import {
  type Engine,
  enginesApi,
  type InputOf,
  type JoinToken,
  type Page,
  type ResponseOf,
} from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { EngineKeeper } from './engine-keeper.js';
import { EngineQueries } from './engine-queries.js';
import { EngineWork } from './engine-work.js';
import { JoinTokenKeeper } from './join-token-keeper.js';

@Controller()
export class EnginesController {
  constructor(
    private readonly queries: EngineQueries,
    private readonly work: EngineWork,
    private readonly keeper: EngineKeeper,
    private readonly joinTokens: JoinTokenKeeper,
  ) {}

  @Serve(enginesApi.list)
  list(@Input() input: InputOf<typeof enginesApi.list>): Promise<Page<Engine>> {
    return this.queries.list(input.query);
  }

  @Serve(enginesApi.get)
  get(@Input() input: InputOf<typeof enginesApi.get>): Promise<Engine> {
    return this.queries.get(input.params.engineId);
  }

  @Serve(enginesApi.shards)
  shards(@Input() input: InputOf<typeof enginesApi.shards>): Promise<ResponseOf<typeof enginesApi.shards>> {
    return this.work.of(input.params.engineId);
  }

  @Serve(enginesApi.update)
  update(@Input() input: InputOf<typeof enginesApi.update>): Promise<Engine> {
    return this.keeper.update(input.params.engineId, input.body);
  }

  @Serve(enginesApi.approve)
  approve(@Input() input: InputOf<typeof enginesApi.approve>): Promise<Engine> {
    return this.keeper.approve(input.params.engineId);
  }

  @Serve(enginesApi.renewToken)
  renewToken(@Input() input: InputOf<typeof enginesApi.renewToken>): Promise<Engine> {
    return this.keeper.renewToken(input.params.engineId);
  }

  @Serve(enginesApi.remove)
  remove(@Input() input: InputOf<typeof enginesApi.remove>): Promise<void> {
    return this.keeper.retire(input.params.engineId);
  }

  @Serve(enginesApi.revokeToken)
  revokeToken(@Input() input: InputOf<typeof enginesApi.revokeToken>): Promise<void> {
    return this.keeper.revokeToken(input.params.engineId);
  }

  @Serve(enginesApi.rotateToken)
  rotateToken(
    @Input() input: InputOf<typeof enginesApi.rotateToken>,
  ): Promise<ResponseOf<typeof enginesApi.rotateToken>> {
    return this.keeper.rotateToken(input.params.engineId);
  }

  @Serve(enginesApi.listJoinTokens)
  listJoinTokens(): Promise<{ data: JoinToken[] }> {
    return this.joinTokens.list();
  }

  @Serve(enginesApi.createJoinToken)
  createJoinToken(
    @Input() input: InputOf<typeof enginesApi.createJoinToken>,
  ): Promise<ResponseOf<typeof enginesApi.createJoinToken>> {
    return this.joinTokens.create(input.body);
  }

  @Serve(enginesApi.deleteJoinToken)
  deleteJoinToken(@Input() input: InputOf<typeof enginesApi.deleteJoinToken>): Promise<void> {
    return this.joinTokens.withdraw(input.params.tokenId);
  }
}
