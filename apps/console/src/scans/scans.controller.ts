import { Controller } from '@nestjs/common';
import { type InputOf, type Page, type Scan, type ScanResult, scansApi, type ScanSummary } from '@scanfleet/contracts';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { ScanDesk } from './scan-desk.js';
import { ScanQueries } from './scan-queries.js';
import { ScanResults } from './scan-results.js';

@Controller()
export class ScansController {
  constructor(
    private readonly queries: ScanQueries,
    private readonly desk: ScanDesk,
    private readonly seen: ScanResults,
  ) {}

  @Serve(scansApi.list)
  list(@Input() input: InputOf<typeof scansApi.list>): Promise<Page<ScanSummary>> {
    return this.queries.list(input.query);
  }

  @Serve(scansApi.create)
  create(@Input() input: InputOf<typeof scansApi.create>, @CurrentCaller() caller: Caller): Promise<Scan> {
    return this.desk.create(input.body, nameOf(caller));
  }

  @Serve(scansApi.get)
  get(@Input() input: InputOf<typeof scansApi.get>): Promise<Scan> {
    return this.queries.get(input.params.scanId);
  }

  @Serve(scansApi.results)
  results(@Input() input: InputOf<typeof scansApi.results>): Promise<Page<ScanResult>> {
    return this.seen.page(input.params.scanId, input.query);
  }

  @Serve(scansApi.stop)
  stop(@Input() input: InputOf<typeof scansApi.stop>, @CurrentCaller() caller: Caller): Promise<Scan> {
    return this.desk.stop(input.params.scanId, nameOf(caller));
  }

  @Serve(scansApi.pause)
  pause(@Input() input: InputOf<typeof scansApi.pause>): Promise<Scan> {
    return this.desk.pause(input.params.scanId);
  }

  @Serve(scansApi.resume)
  resume(@Input() input: InputOf<typeof scansApi.resume>): Promise<Scan> {
    return this.desk.resume(input.params.scanId);
  }

  @Serve(scansApi.remove)
  remove(@Input() input: InputOf<typeof scansApi.remove>): Promise<void> {
    return this.desk.remove(input.params.scanId);
  }
}

function nameOf(caller: Caller): string {
  return 'name' in caller ? caller.name : 'unknown';
}
