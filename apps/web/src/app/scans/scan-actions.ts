import { Service, inject } from '@angular/core';
import { scansApi, type RequestOf, type Scan, type ScanPriority, type ScanSummary } from '@scanfleet/contracts';
import { Router } from '@angular/router';
import { ApiClient } from '../api/api-client.js';
import { ApiProblem } from '../api/api-problem.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';
import { largeScanWords } from './estimate-words.js';

/** What a scan is started with; what has a default may be left out. */
export type ScanRequest = NonNullable<RequestOf<typeof scansApi.create>['body']>;

/** What can be done to a scan; each tells how it went. */
@Service()
export class ScanActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);

  /** Starts a scan and opens its page; tells why the console refused it. */
  async start(request: ScanRequest): Promise<void> {
    await this.notices.attempt(() => this.startOrRefuse(request));
  }

  /**
   * Starts a scan and opens its page. One above the size guard is started only when the person says yes to its size
   * and to how long it would take.
   * @throws ApiProblem when the console refuses it for another reason.
   */
  async startOrRefuse(request: ScanRequest): Promise<void> {
    const scan = await this.create(request);
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

  async retry(scan: ScanSummary): Promise<void> {
    const params = { scanId: scan.id };
    await this.notices.attempt(
      () => this.api.call(scansApi.retry, { params }),
      () => 'Failed shards are queued again, at what they have not covered.',
    );
  }

  /** @returns whether the console took it. */
  async prioritise(scan: ScanSummary, priority: ScanPriority): Promise<boolean> {
    const params = { scanId: scan.id };
    const changed = await this.notices.attempt(
      () => this.api.call(scansApi.update, { params, body: { priority } }),
      () => `Priority is ${priority} now.`,
    );
    return changed !== undefined;
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

  private async create(request: ScanRequest): Promise<Scan | undefined> {
    try {
      return await this.api.call(scansApi.create, { body: request });
    } catch (error) {
      const problem = ApiProblem.from(error);
      if (problem.code !== 'scan_too_large') throw error;
      const goAhead = await this.confirm.ask({
        title: 'Start such a large scan?',
        text: await this.sizeOf(request, problem),
        deed: 'Start all the same',
        wayOut: 'Don\u2019t start',
        tone: 'calm',
      });
      return goAhead ? this.api.call(scansApi.create, { body: { ...request, confirmLarge: true } }) : undefined;
    }
  }
  /** What the person says yes to. When it can't be planned anew, the refusal itself has the figures. */
  private async sizeOf(request: ScanRequest, refusal: ApiProblem): Promise<string> {
    try {
      return largeScanWords(await this.api.call(scansApi.preview, { body: request }));
    } catch {
      return refusal.message;
    }
  }
}
