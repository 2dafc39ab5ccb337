import { Controller } from '@nestjs/common';
import {
  type Change,
  type Host,
  type HostObservation,
  hostsApi,
  type HostSummary,
  type InputOf,
  type Page,
} from '@scanfleet/contracts';
import { ChangeQueries } from '../changes/change-queries.js';
import { Input, Serve } from '../platform/http/serve.js';
import { HostQueries } from './host-queries.js';

@Controller()
export class HostsController {
  constructor(
    private readonly hosts: HostQueries,
    private readonly changes: ChangeQueries,
  ) {}

  @Serve(hostsApi.list)
  list(@Input() input: InputOf<typeof hostsApi.list>): Promise<Page<HostSummary>> {
    return this.hosts.list(input.query);
  }

  @Serve(hostsApi.get)
  get(@Input() input: InputOf<typeof hostsApi.get>): Promise<Host> {
    return this.hosts.get(input.params.hostId);
  }

  @Serve(hostsApi.scans)
  scans(@Input() input: InputOf<typeof hostsApi.scans>): Promise<Page<HostObservation>> {
    return this.hosts.scans(input.params.hostId, input.query);
  }

  @Serve(hostsApi.changes)
  async timeline(@Input() input: InputOf<typeof hostsApi.changes>): Promise<Page<Change>> {
    await this.hosts.mustExist(input.params.hostId);
    return this.changes.ofHost(input.params.hostId, input.query);
  }
}
