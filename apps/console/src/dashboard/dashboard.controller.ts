import { Controller } from '@nestjs/common';
import { type Dashboard, systemApi } from '@scanfleet/contracts';
import { Serve } from '../platform/http/serve.js';
import { DashboardQueries } from './dashboard-queries.js';

@Controller()
export class DashboardController {
  constructor(private readonly queries: DashboardQueries) {}

  @Serve(systemApi.dashboard)
  figures(): Promise<Dashboard> {
    return this.queries.figures();
  }
}
