import { Module, type OnModuleInit } from '@nestjs/common';
import { InventoryModule } from '../inventory/inventory.module.js';
import { JobQueue } from '../platform/queue/job-queue.js';
import { ReportsModule } from '../reports/reports.module.js';
import { ScansModule } from '../scans/scans.module.js';
import { IngestReport } from './ingest-report.js';
import { ObservationTaker } from './observation-taker.js';
import { ObservationWriter } from './observation-writer.js';

@Module({
  imports: [InventoryModule, ReportsModule, ScansModule],
  providers: [IngestReport, ObservationTaker, ObservationWriter],
  exports: [IngestReport],
})
export class IngestModule implements OnModuleInit {
  constructor(
    private readonly queue: JobQueue,
    private readonly ingest: IngestReport,
  ) {}

  onModuleInit(): void {
    this.queue.handle('ingest-report', ({ reportId }) => this.ingest.run(reportId));
  }
}
