import { Module } from '@nestjs/common';
import { ZoneDesk } from './zone-desk.js';
import { ZoneQueries } from './zone-queries.js';
import { ZoneStore } from './zone-store.js';
import { ZonesController } from './zones.controller.js';

@Module({
  controllers: [ZonesController],
  providers: [ZoneQueries, ZoneStore, ZoneDesk],
})
export class ZonesModule {}
