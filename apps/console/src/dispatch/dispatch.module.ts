import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { EnginesModule } from '../engines/engines.module.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ScansModule } from '../scans/scans.module.js';
import { CheckInDesk } from './check-in-desk.js';
import { Doorbell } from './doorbell.js';
import { EngineController } from './engine.controller.js';
import { JoinDesk } from './join-desk.js';
import { ShardDesk } from './shard-desk.js';
import { WorkProbe } from './work-probe.js';

@Module({
  imports: [AccessModule, EnginesModule, ReportsModule, ScansModule],
  controllers: [EngineController],
  providers: [WorkProbe, Doorbell, CheckInDesk, JoinDesk, ShardDesk],
})
export class DispatchModule {}
