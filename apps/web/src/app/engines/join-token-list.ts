import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { enginesApi, type JoinToken } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { ListRow } from '../design/list-row.js';
import { ListTable, type Column } from '../design/list-table.js';
import { Notices } from '../design/notices.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';

const COLUMNS: readonly Column[] = [
  { name: 'Token' },
  { name: 'State' },
  { name: 'Zone' },
  { name: 'Approval' },
  { name: 'Created' },
  { name: 'Expires' },
  { name: 'Used by' },
  { name: 'Actions', kind: 'actions' },
];
const TONES = { used: 'good', expired: 'plain', waiting: 'live' } as const;

/** Join tokens: which wait for their engine, which were used. For admins. */
@Component({
  selector: 'sf-join-token-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, ListRow, ListTable, When],
  template: `
    <section class="section">
      <h2>Join tokens</h2>
      <sf-list-table noun="join token" opens="nothing" [of]="tokens()" [columns]="columns" [bars]="2">
        <ng-template [sfRowOf]="tokens()" let-token>
          @let state = stateOf(token);
          <tr>
            <td class="narrow mono head">{{ token.prefix }}…</td>
            <td class="narrow" data-label="State">
              <span [class]="'badge ' + tones[state]"
                ><span class="word">{{ state }}</span></span
              >
            </td>
            <td class="clip" data-label="Zone"><sf-text [value]="token.zone.name" /></td>
            <td class="narrow" data-label="Approval">{{ token.requireApproval ? 'needed' : 'not needed' }}</td>
            <td class="narrow dim" data-label="Created"><sf-when [at]="token.createdAt" /></td>
            <td class="narrow dim" data-label="Expires"><sf-when [at]="token.expiresAt" /></td>
            <td data-label="Used by"><sf-text [value]="token.usedBy?.name" /></td>
            <td class="narrow bare">
              <div class="row-actions">
                @if (state === 'waiting') {
                  <button type="button" class="button small" (click)="withdraw(token)">
                    <sf-icon name="close" />Withdraw
                  </button>
                }
              </div>
            </td>
          </tr>
        </ng-template>
        <p class="dim">None. “Add engine” makes one.</p>
      </sf-list-table>
    </section>
  `,
})
export class JoinTokenList {
  readonly tokens = input.required<Loadable<{ data: JoinToken[] }>>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  private readonly clock = inject(Clock);

  protected readonly columns = COLUMNS;
  protected readonly tones = TONES;

  protected stateOf(token: JoinToken): keyof typeof TONES {
    if (token.usedAt !== null) return 'used';
    return Date.parse(token.expiresAt) < this.clock.now() ? 'expired' : 'waiting';
  }

  protected async withdraw(token: JoinToken): Promise<void> {
    const params = { tokenId: token.id };
    await this.notices.attempt(
      () => this.api.call(enginesApi.deleteJoinToken, { params }),
      () => 'Join token withdrawn.',
    );
    this.tokens().reload();
  }
}
