import { Controller } from '@nestjs/common';
import { type InputOf, type Zone, zonesApi } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { ZoneDesk } from './zone-desk.js';
import { ZoneQueries } from './zone-queries.js';

@Controller()
export class ZonesController {
  constructor(
    private readonly queries: ZoneQueries,
    private readonly desk: ZoneDesk,
  ) {}

  @Serve(zonesApi.list)
  list(): Promise<{ data: Zone[] }> {
    return this.queries.list();
  }

  @Serve(zonesApi.create)
  create(@Input() input: InputOf<typeof zonesApi.create>): Promise<Zone> {
    return this.desk.create(input.body);
  }

  @Serve(zonesApi.get)
  get(@Input() input: InputOf<typeof zonesApi.get>): Promise<Zone> {
    return this.queries.get(input.params.zoneId);
  }

  @Serve(zonesApi.update)
  update(@Input() input: InputOf<typeof zonesApi.update>): Promise<Zone> {
    return this.desk.update(input.params.zoneId, input.body);
  }

  @Serve(zonesApi.remove)
  remove(@Input() input: InputOf<typeof zonesApi.remove>): Promise<void> {
    return this.desk.remove(input.params.zoneId);
  }
}
