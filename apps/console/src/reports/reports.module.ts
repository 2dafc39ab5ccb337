import { Module } from '@nestjs/common';
import { ScansModule } from '../scans/scans.module.js';
import { ArtifactFolder } from './artifact-folder.js';
import { MergedReport } from './merged-report.js';
import { PendingReports } from './pending-reports.js';
import { ReportDownload } from './report-download.js';
import { ReportReader } from './report-reader.js';
import { ReportHosts } from './report-hosts.js';
import { ReportSealer } from './report-sealer.js';
import { ReportStore } from './report-store.js';
import { ReportsController } from './reports.controller.js';

@Module({
  imports: [ScansModule],
  controllers: [ReportsController],
  providers: [
    ReportStore,
    ReportReader,
    ReportSealer,
    ReportDownload,
    ReportHosts,
    MergedReport,
    ArtifactFolder,
    PendingReports,
  ],
  exports: [ReportStore, ReportReader],
})
export class ReportsModule {}
