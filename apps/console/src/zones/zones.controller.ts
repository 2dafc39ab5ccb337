import { Controller } from '@nestjs/common';
import { type Zone, zonesApi } from '@scanfleet/contracts';
import { Serve } from '../platform/http/serve.js';
import { ZoneQueries } from './zone-queries.js';

@Controller()
export class ZonesController {
  constructor(private readonly queries: ZoneQueries) {}

  @Serve(zonesApi.list)
  list(): Promise<{ data: Zone[] }> {
    return this.queries.list();
  }
}
