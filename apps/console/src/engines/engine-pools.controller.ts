import { Controller } from '@nestjs/common';
import { type EnginePool, enginePoolsApi, type InputOf, type Page } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { EnginePoolKeeper } from './engine-pool-keeper.js';
import { EnginePoolQueries } from './engine-pool-queries.js';

@Controller()
export class EnginePoolsController {
  constructor(
    private readonly queries: EnginePoolQueries,
    private readonly keeper: EnginePoolKeeper,
  ) {}

  @Serve(enginePoolsApi.list)
  list(@Input() input: InputOf<typeof enginePoolsApi.list>): Promise<Page<EnginePool>> {
    return this.queries.list(input.query);
  }

  @Serve(enginePoolsApi.create)
  create(@Input() input: InputOf<typeof enginePoolsApi.create>): Promise<EnginePool> {
    return this.keeper.create(input.body);
  }

  @Serve(enginePoolsApi.get)
  get(@Input() input: InputOf<typeof enginePoolsApi.get>): Promise<EnginePool> {
    return this.queries.get(input.params.poolId);
  }

  @Serve(enginePoolsApi.update)
  update(@Input() input: InputOf<typeof enginePoolsApi.update>): Promise<EnginePool> {
    return this.keeper.update(input.params.poolId, input.body);
  }

  @Serve(enginePoolsApi.remove)
  remove(@Input() input: InputOf<typeof enginePoolsApi.remove>): Promise<void> {
    return this.keeper.remove(input.params.poolId);
  }
}
