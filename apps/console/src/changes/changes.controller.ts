import { Controller } from '@nestjs/common';
import { type Change, changesApi, type InputOf, type Page } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { ChangeQueries } from './change-queries.js';

@Controller()
export class ChangesController {
  constructor(private readonly queries: ChangeQueries) {}

  @Serve(changesApi.list)
  list(@Input() input: InputOf<typeof changesApi.list>): Promise<Page<Change>> {
    return this.queries.list(input.query);
  }
}
