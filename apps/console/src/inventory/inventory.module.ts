import { Module, type OnModuleInit } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.js';
import { ScanEndings } from '../scans/scan-endings.js';
import { ScansModule } from '../scans/scans.module.js';
import { HostQueries } from './host-queries.js';
import { HostWriter } from './host-writer.js';
import { HostsController } from './hosts.controller.js';
import { MissCounter } from './miss-counter.js';

@Module({
  imports: [ChangesModule, ScansModule],
  controllers: [HostsController],
  providers: [HostQueries, HostWriter, MissCounter],
  exports: [HostQueries, HostWriter],
})
export class InventoryModule implements OnModuleInit {
  constructor(
    private readonly endings: ScanEndings,
    private readonly misses: MissCounter,
  ) {}

  onModuleInit(): void {
    this.endings.handle((tx, ending) => this.misses.take(tx, ending));
  }
}
