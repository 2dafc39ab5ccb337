import { Controller } from '@nestjs/common';
import { type CheckedOptions, type InputOf, type Page, type ScanCommand, scanCommandsApi } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { ScanCommandDesk } from './scan-command-desk.js';
import { ScanCommandQueries } from './scan-command-queries.js';

@Controller()
export class ScanCommandsController {
  constructor(
    private readonly queries: ScanCommandQueries,
    private readonly desk: ScanCommandDesk,
  ) {}

  @Serve(scanCommandsApi.list)
  list(@Input() input: InputOf<typeof scanCommandsApi.list>): Promise<Page<ScanCommand>> {
    return this.queries.list(input.query);
  }

  @Serve(scanCommandsApi.create)
  create(@Input() input: InputOf<typeof scanCommandsApi.create>): Promise<ScanCommand> {
    return this.desk.create(input.body);
  }

  @Serve(scanCommandsApi.check)
  check(@Input() input: InputOf<typeof scanCommandsApi.check>): CheckedOptions {
    return this.desk.check(input.body);
  }

  @Serve(scanCommandsApi.get)
  get(@Input() input: InputOf<typeof scanCommandsApi.get>): Promise<ScanCommand> {
    return this.queries.get(input.params.commandId);
  }

  @Serve(scanCommandsApi.update)
  update(@Input() input: InputOf<typeof scanCommandsApi.update>): Promise<ScanCommand> {
    return this.desk.update(input.params.commandId, input.body);
  }

  @Serve(scanCommandsApi.remove)
  remove(@Input() input: InputOf<typeof scanCommandsApi.remove>): Promise<void> {
    return this.desk.remove(input.params.commandId);
  }

  @Serve(scanCommandsApi.clone)
  clone(@Input() input: InputOf<typeof scanCommandsApi.clone>): Promise<ScanCommand> {
    return this.desk.clone(input.params.commandId, input.body.name);
  }
}
