import { Module } from '@nestjs/common';
import { ZoneQueries } from './zone-queries.js';
import { ZonesController } from './zones.controller.js';

@Module({
  controllers: [ZonesController],
  providers: [ZoneQueries],
})
export class ZonesModule {}
