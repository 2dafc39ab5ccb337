import { Controller, Header, type StreamableFile } from '@nestjs/common';
import { type InputOf, scansApi } from '@scanfleet/contracts';
import { Input, Serve } from '../platform/http/serve.js';
import { ReportDownload } from './report-download.js';

@Controller()
export class ReportsController {
  constructor(private readonly download: ReportDownload) {}

  @Serve(scansApi.report)
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('Cache-Control', 'no-store')
  report(@Input() input: InputOf<typeof scansApi.report>): Promise<StreamableFile> {
    return this.download.open({ ...input.params, ...input.query });
  }
}
