import { Service, inject } from '@angular/core';
import { scansApi, type CreateScanRequest, type ScanSummary } from '@scanfleet/contracts';
import { Router } from '@angular/router';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';

/** What can be done to a scan; each tells how it went. */
@Service()
export class ScanActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);

  /** Starts a scan and opens its page. */
  async start(request: CreateScanRequest): Promise<void> {
    const scan = await this.notices.attempt(() => this.api.call(scansApi.create, { body: request }));
    if (scan) await this.router.navigate(['/scans', scan.id]);
  }

  async pause(scan: ScanSummary): Promise<void> {
    const params = { scanId: scan.id };
    await this.notices.attempt(
      () => this.api.call(scansApi.pause, { params }),
      () => 'Pausing. Engines stop at once and keep what they found.',
    );
  }

  async resume(scan: ScanSummary): Promise<void> {
    const params = { scanId: scan.id };
    await this.notices.attempt(
      () => this.api.call(scansApi.resume, { params }),
      () => 'Resuming at what is not covered yet.',
    );
  }

  async stop(scan: ScanSummary): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: 'Stop this scan?',
      text: 'Its scanners are stopped now. What they found is kept; the rest stays unscanned. A stopped scan can\u2019t be resumed, a paused one can.',
      deed: 'Stop scan',
    });
    const params = { scanId: scan.id };
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(scansApi.stop, { params }),
        () => 'Stopping. Engines are told at once.',
      );
  }

  async remove(scan: ScanSummary): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: 'Delete this scan?',
      text: 'Its results and raw reports are deleted. The hosts it found stay in the inventory.',
      deed: 'Delete scan',
    });
    if (!goAhead) return;
    const gone = await this.notices.attempt(
      () => this.api.call(scansApi.remove, { params: { scanId: scan.id } }),
      () => 'Scan deleted.',
    );
    if (gone) await this.router.navigateByUrl('/scans');
  }
}
