import { Service, inject } from '@angular/core';
import { exclusionsApi, type Exclusion } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';

@Service()
export class ExclusionActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  async enable(exclusion: Exclusion): Promise<void> {
    const change = { params: { exclusionId: exclusion.id }, body: { enabled: true } };
    await this.notices.attempt(
      () => this.api.call(exclusionsApi.update, change),
      () => `${exclusion.target} is excluded again.`,
    );
  }

  /** Asks first: from then on the target may be probed. */
  async disable(exclusion: Exclusion): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Allow scans of ${exclusion.target}?`,
      text: 'While this exclusion is disabled, scans may probe it.',
      deed: 'Disable exclusion',
    });
    const change = { params: { exclusionId: exclusion.id }, body: { enabled: false } };
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(exclusionsApi.update, change),
        () => `${exclusion.target} may be scanned now.`,
      );
  }

  async remove(exclusion: Exclusion): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the exclusion of ${exclusion.target}?`,
      text: 'Scans that start afterwards may probe it.',
      deed: 'Delete exclusion',
    });
    const params = { exclusionId: exclusion.id };
    if (goAhead)
      await this.notices.attempt(
        () => this.api.call(exclusionsApi.remove, { params }),
        () => `Exclusion of ${exclusion.target} deleted.`,
      );
  }
}
