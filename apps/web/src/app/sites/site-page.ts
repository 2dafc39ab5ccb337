import { ChangeDetectionStrategy, Component, inject, input, linkedSignal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { blackoutsApi, exclusionsApi, scansApi, schedulesApi, sitesApi, type Site } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { BlackoutTable } from '../blackouts/blackout-table.js';
import { Confirm } from '../design/confirm.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { ExclusionTable } from '../exclusions/exclusion-table.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ScanActions } from '../scans/scan-actions.js';
import { ScanLines } from '../scans/scan-lines.js';
import { ScheduleTable } from '../schedules/schedule-table.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { WhyAddress } from './why-address.js';

const RECENT = 20;

@Component({
  selector: 'sf-site-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BlackoutTable,
    CountOfPipe,
    CountPipe,
    EmptyState,
    ExclusionTable,
    HostText,
    Icon,
    Loading,
    PageHeader,
    RouterLink,
    ScanLines,
    ScheduleTable,
    When,
    WhyAddress,
  ],
  templateUrl: './site-page.html',
})
export class SitePage {
  /** From the path. */
  readonly siteId = input.required<string>();
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly scanActions = inject(ScanActions);

  protected readonly site = load(sitesApi.get, () => ({ params: { siteId: this.siteId() } }));
  protected readonly scans = load(scansApi.list, () => ({ query: { site_id: this.siteId(), page_size: RECENT } }));
  protected readonly schedules = load(schedulesApi.list, () => ({
    query: { site_id: this.siteId(), page_size: 100 },
  }));
  protected readonly blackouts = load(blackoutsApi.list, () => ({
    query: { site_id: this.siteId(), page_size: 100 },
  }));
  protected readonly exclusions = load(exclusionsApi.list, () => ({
    query: { site_id: this.siteId(), page_size: 100 },
  }));
  protected readonly starting = linkedSignal({ source: this.siteId, computation: () => false });

  constructor() {
    reloadOn((event) => event.type === 'scan_changed' || event.type === 'shard_changed', this.scans);
    reloadOn((event) => event.type === 'sites_changed', this.site);
    reloadOn((event) => event.type === 'schedules_changed' || event.type === 'scan_changed', this.schedules);
    reloadOn((event) => event.type === 'blackouts_changed', this.blackouts);
    reloadOn((event) => event.type === 'exclusions_changed', this.exclusions, this.site);
  }

  /** Scans with the site's own command; without one, the start page asks for it. */
  protected async scanNow(site: Site): Promise<void> {
    if (site.defaultCommand === null) {
      await this.router.navigate(['/scans/new'], { queryParams: { site: site.id } });
      return;
    }
    this.starting.set(true);
    await this.scanActions.start({ siteId: site.id });
    this.starting.set(false);
  }

  protected async remove(site: Site): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Delete the site ${site.name}?`,
      text: 'Its targets, its own exclusions, schedules and blackouts are deleted. Its scans and the hosts they found stay.',
      deed: 'Delete site',
    });
    if (!goAhead) return;
    const gone = await this.notices.attempt(
      () => this.api.call(sitesApi.remove, { params: { siteId: site.id } }),
      () => `Site ${site.name} deleted.`,
    );
    if (gone) await this.router.navigateByUrl('/sites');
  }
}
