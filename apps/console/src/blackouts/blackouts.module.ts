import { Module } from '@nestjs/common';
import { BlackoutDesk } from './blackout-desk.js';
import { BlackoutQueries } from './blackout-queries.js';
import { BlackoutStore } from './blackout-store.js';
import { BlackoutWindows } from './blackout-windows.js';
import { BlackoutsController } from './blackouts.controller.js';

@Module({
  controllers: [BlackoutsController],
  providers: [BlackoutStore, BlackoutWindows, BlackoutQueries, BlackoutDesk],
  exports: [BlackoutQueries],
})
export class BlackoutsModule {}
