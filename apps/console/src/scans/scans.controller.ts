import { Controller, Res } from '@nestjs/common';
import {
  type InputOf,
  type Page,
  type Scan,
  type ScanPreview,
  type ScanResult,
  scansApi,
  type ScanSummary,
  type ScanVerdict,
  type ScopeCertificate,
  type ShardRun,
} from '@scanfleet/contracts';
import type { FastifyReply } from 'fastify';
import { type Caller, CurrentCaller } from '../platform/http/caller.js';
import { Input, Serve } from '../platform/http/serve.js';
import { ScanDesk } from './scan-desk.js';
import { ScanQueries } from './scan-queries.js';
import { ScanResults } from './scan-results.js';
import { ScopeProof } from './scope-proof.js';

@Controller()
export class ScansController {
  constructor(
    private readonly queries: ScanQueries,
    private readonly desk: ScanDesk,
    private readonly seen: ScanResults,
    private readonly proof: ScopeProof,
  ) {}

  @Serve(scansApi.list)
  list(@Input() input: InputOf<typeof scansApi.list>): Promise<Page<ScanSummary>> {
    return this.queries.list(input.query);
  }

  @Serve(scansApi.create)
  create(@Input() input: InputOf<typeof scansApi.create>, @CurrentCaller() caller: Caller): Promise<Scan> {
    return this.desk.create(input.body, nameOf(caller));
  }

  @Serve(scansApi.preview)
  preview(@Input() input: InputOf<typeof scansApi.preview>): Promise<ScanPreview> {
    return this.desk.preview(input.body);
  }

  @Serve(scansApi.update)
  update(@Input() input: InputOf<typeof scansApi.update>): Promise<Scan> {
    return this.desk.prioritise(input.params.scanId, input.body.priority);
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

  @Serve(scansApi.retry)
  retry(@Input() input: InputOf<typeof scansApi.retry>): Promise<Scan> {
    return this.desk.retry(input.params.scanId);
  }

  @Serve(scansApi.why)
  why(@Input() input: InputOf<typeof scansApi.why>): Promise<ScanVerdict> {
    return this.proof.why(input.params.scanId, input.query.address);
  }

  @Serve(scansApi.certificate)
  certificate(
    @Input() input: InputOf<typeof scansApi.certificate>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScopeCertificate> {
    const name = `scan-${input.params.scanId.slice(0, 8)}.certificate.json`;
    void reply.header('content-disposition', `attachment; filename="${name}"`);
    return this.proof.certificate(input.params.scanId);
  }

  @Serve(scansApi.runs)
  runs(@Input() input: InputOf<typeof scansApi.runs>): Promise<{ data: ShardRun[] }> {
    return this.proof.runs(input.params);
  }

  @Serve(scansApi.remove)
  remove(@Input() input: InputOf<typeof scansApi.remove>): Promise<void> {
    return this.desk.remove(input.params.scanId);
  }
}

function nameOf(caller: Caller): string {
  return 'name' in caller ? caller.name : 'unknown';
}
