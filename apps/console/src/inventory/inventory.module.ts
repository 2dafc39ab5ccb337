import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.js';
import { HostQueries } from './host-queries.js';
import { HostWriter } from './host-writer.js';
import { HostsController } from './hosts.controller.js';

@Module({
  imports: [ChangesModule],
  controllers: [HostsController],
  providers: [HostQueries, HostWriter],
  exports: [HostQueries, HostWriter],
})
export class InventoryModule {}
