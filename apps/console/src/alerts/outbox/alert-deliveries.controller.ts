import { Controller } from '@nestjs/common';
import {
  type AlertDelivery,
  alertDeliveriesApi,
  type DeliveryDetail,
  type InputOf,
  type Page,
} from '@scanfleet/contracts';
import { Input, Serve } from '../../platform/http/serve.js';
import { DeliveryQueries } from './delivery-queries.js';
import { Replayer } from './replayer.js';

@Controller()
export class AlertDeliveriesController {
  constructor(
    private readonly queries: DeliveryQueries,
    private readonly replayer: Replayer,
  ) {}

  @Serve(alertDeliveriesApi.list)
  list(@Input() input: InputOf<typeof alertDeliveriesApi.list>): Promise<Page<AlertDelivery>> {
    return this.queries.list(input.query);
  }

  @Serve(alertDeliveriesApi.get)
  get(@Input() input: InputOf<typeof alertDeliveriesApi.get>): Promise<DeliveryDetail> {
    return this.queries.get(input.params.deliveryId);
  }

  @Serve(alertDeliveriesApi.replay)
  replay(@Input() input: InputOf<typeof alertDeliveriesApi.replay>): Promise<AlertDelivery> {
    return this.replayer.replay(input.params.deliveryId);
  }

  @Serve(alertDeliveriesApi.replayAll)
  replayAll(@Input() input: InputOf<typeof alertDeliveriesApi.replayAll>): Promise<{ replayed: number }> {
    return this.replayer.replayAll(input.body);
  }
}
