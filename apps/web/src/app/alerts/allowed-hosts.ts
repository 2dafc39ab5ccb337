import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { alertChannelsApi } from '@scanfleet/contracts';
import type { AllowedHost } from '@scanfleet/contracts';
import { load, type Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { AllowHostForm } from './allow-host-form.js';
import { ChannelActions } from './channel-actions.js';

const COLUMNS: readonly Column[] = [
  { name: 'Host' },
  { name: 'Reason' },
  { name: 'By' },
  { name: 'Allowed' },
  { name: 'Actions', kind: 'actions' },
];

/** Hosts inside that webhooks and syslog may reach, for admins. */
@Component({
  selector: 'sf-allowed-hosts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AllowHostForm, HostText, Icon, ListRow, ListTable, VisiblePipe, When],
  template: `
    <section class="section stack">
      <h2>Hosts inside that channels may reach</h2>
      <p class="note warn">
        <sf-icon name="warning" /><span
          >Webhooks and syslog go to public addresses only: else whoever may change channels could make the console talk
          to whatever listens inside, such as a cloud's metadata. Allow a host here only when it is meant to get
          alerts.</span
        >
      </p>
      <sf-list-table noun="allowed host" opens="nothing" [of]="rows" [columns]="columns" [bars]="2">
        <ng-template [sfRowOf]="rows" let-row>
          <tr>
            <td class="narrow mono head"><sf-text [value]="row.host" /></td>
            <td data-label="Reason"><sf-text [value]="row.reason" /></td>
            <td class="narrow dim" data-label="By"><sf-text [value]="row.createdBy" /></td>
            <td class="narrow dim" data-label="Allowed"><sf-when [at]="row.createdAt" /></td>
            <td class="narrow bare">
              <div class="row-actions">
                <button
                  type="button"
                  class="button small"
                  [attr.aria-label]="'Refuse ' + (row.host | visible)"
                  (click)="disallow(row)"
                >
                  Refuse
                </button>
              </div>
            </td>
          </tr>
        </ng-template>
        <p class="dim">None: channels reach public addresses only.</p>
      </sf-list-table>
      <sf-allow-host-form (allowed)="reload()" />
    </section>
  `,
  styles: `
    .stack {
      gap: var(--gap-m);
    }
    h2 {
      margin: 0;
    }
  `,
})
export class AllowedHosts {
  private readonly actions = inject(ChannelActions);
  protected readonly columns = COLUMNS;
  protected readonly hosts = load(alertChannelsApi.listAllowedHosts);
  /** A host is its own id. */
  protected readonly rows: Loadable<{ readonly data: readonly (AllowedHost & { readonly id: string })[] }> = {
    ...this.hosts,
    value: computed(() => {
      const hosts = this.hosts.value();
      return hosts && { data: hosts.data.map((host) => ({ ...host, id: host.host })) };
    }),
  };

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.hosts);
  }

  reload(): void {
    this.hosts.reload();
  }

  protected async disallow(host: AllowedHost): Promise<void> {
    await this.actions.disallow(host);
    this.hosts.reload();
  }
}
