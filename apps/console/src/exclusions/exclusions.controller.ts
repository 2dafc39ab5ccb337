import { Controller } from '@nestjs/common';
import { type Exclusion, exclusionsApi, type InputOf, type Page } from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { ExclusionDesk } from './exclusion-desk.js';
import { ExclusionQueries } from './exclusion-queries.js';

@Controller()
export class ExclusionsController {
  constructor(
    private readonly queries: ExclusionQueries,
    private readonly desk: ExclusionDesk,
  ) {}

  @Serve(exclusionsApi.list)
  list(@Input() input: InputOf<typeof exclusionsApi.list>): Promise<Page<Exclusion>> {
    return this.queries.list(input.query);
  }

  @Serve(exclusionsApi.create)
  create(
    @Input() input: InputOf<typeof exclusionsApi.create>,
    @CurrentCaller() caller: Caller,
  ): Promise<{ data: Exclusion[] }> {
    return this.desk.create(input.body, caller);
  }

  @Serve(exclusionsApi.update)
  update(@Input() input: InputOf<typeof exclusionsApi.update>): Promise<Exclusion> {
    return this.desk.update(input.params.exclusionId, input.body);
  }

  @Serve(exclusionsApi.remove)
  remove(@Input() input: InputOf<typeof exclusionsApi.remove>): Promise<void> {
    return this.desk.remove(input.params.exclusionId);
  }
}
