import { Controller } from '@nestjs/common';
import { type Blackout, type BlackoutPreview, blackoutsApi, type InputOf, type Page } from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { BlackoutDesk } from './blackout-desk.js';
import { BlackoutQueries } from './blackout-queries.js';

@Controller()
export class BlackoutsController {
  constructor(
    private readonly queries: BlackoutQueries,
    private readonly desk: BlackoutDesk,
  ) {}

  @Serve(blackoutsApi.list)
  list(@Input() input: InputOf<typeof blackoutsApi.list>): Promise<Page<Blackout>> {
    return this.queries.list(input.query);
  }

  @Serve(blackoutsApi.create)
  create(@Input() input: InputOf<typeof blackoutsApi.create>, @CurrentCaller() caller: Caller): Promise<Blackout> {
    return this.desk.create(input.body, caller);
  }

  @Serve(blackoutsApi.preview)
  preview(@Input() input: InputOf<typeof blackoutsApi.preview>): BlackoutPreview {
    return this.desk.preview(input.body);
  }

  @Serve(blackoutsApi.get)
  get(@Input() input: InputOf<typeof blackoutsApi.get>): Promise<Blackout> {
    return this.queries.get(input.params.blackoutId);
  }

  @Serve(blackoutsApi.update)
  update(@Input() input: InputOf<typeof blackoutsApi.update>): Promise<Blackout> {
    return this.desk.update(input.params.blackoutId, input.body);
  }

  @Serve(blackoutsApi.remove)
  remove(@Input() input: InputOf<typeof blackoutsApi.remove>): Promise<void> {
    return this.desk.remove(input.params.blackoutId);
  }
}
