import { Controller, Header, type StreamableFile } from '@nestjs/common';
import { type InputOf, scansApi } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { MergedReport } from './merged-report.js';
import { ReportDownload } from './report-download.js';

@Controller()
export class ReportsController {
  constructor(
    private readonly download: ReportDownload,
    private readonly merged: MergedReport,
  ) {}

  @Serve(scansApi.report)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-store')
  report(@Input() input: InputOf<typeof scansApi.report>): Promise<StreamableFile> {
    return this.download.open({ ...input.params, ...input.query });
  }

  @Serve(scansApi.mergedReport)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-store')
  mergedReport(@Input() input: InputOf<typeof scansApi.mergedReport>): Promise<StreamableFile> {
    return this.merged.open({ ...input.params, ...input.query });
  }
}
