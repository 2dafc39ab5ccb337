import { Controller } from '@nestjs/common';
import { type Change, changesApi, type InputOf, type Page } from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { ChangeDesk } from './change-desk.js';
import { ChangeQueries } from './change-queries.js';

@Controller()
export class ChangesController {
  constructor(
    private readonly queries: ChangeQueries,
    private readonly desk: ChangeDesk,
  ) {}

  @Serve(changesApi.list)
  list(@Input() input: InputOf<typeof changesApi.list>): Promise<Page<Change>> {
    return this.queries.list(input.query);
  }

  @Serve(changesApi.acknowledge)
  acknowledge(
    @Input() input: InputOf<typeof changesApi.acknowledge>,
    @CurrentCaller() caller: Caller,
  ): Promise<{ acknowledged: number }> {
    return this.desk.acknowledge(input.body, 'name' in caller ? caller.name : 'unknown');
  }

  @Serve(changesApi.unacknowledge)
  unacknowledge(@Input() input: InputOf<typeof changesApi.unacknowledge>): Promise<{ unacknowledged: number }> {
    return this.desk.unacknowledge(input.body);
  }
}
