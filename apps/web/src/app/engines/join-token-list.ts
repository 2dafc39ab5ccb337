import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { enginesApi, type JoinToken } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import type { Loadable } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';

/** Join tokens: which wait for their engine, which were used. For admins. */
@Component({
  selector: 'sf-join-token-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, Loading, When],
  template: `
    <section class="section">
      <h2>Join tokens</h2>
      <sf-loading [of]="tokens()" [rows]="2" />
      @if (rows().length > 0) {
        <div class="table-frame">
          <div class="table-scroll">
            <table class="grid cards">
              <caption class="visually-hidden">
                Join tokens
              </caption>
              <thead>
                <tr>
                  <th scope="col">Token</th>
                  <th scope="col">State</th>
                  <th scope="col">Created</th>
                  <th scope="col">Expires</th>
                  <th scope="col">Used by</th>
                  <th scope="col"><span class="visually-hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                @for (row of rows(); track row.token.id) {
                  <tr>
                    <td class="narrow mono head">{{ row.token.prefix }}…</td>
                    <td class="narrow" data-label="State">
                      <span [class]="'badge ' + row.tone"
                        ><span class="word">{{ row.state }}</span></span
                      >
                    </td>
                    <td class="narrow dim" data-label="Created"><sf-when [at]="row.token.createdAt" /></td>
                    <td class="narrow dim" data-label="Expires"><sf-when [at]="row.token.expiresAt" /></td>
                    <td data-label="Used by"><sf-text [value]="row.token.usedBy?.name" /></td>
                    <td class="narrow bare">
                      <div class="row-actions">
                        @if (row.state === 'waiting') {
                          <button type="button" class="button small" (click)="withdraw(row.token)">
                            <sf-icon name="close" />Withdraw
                          </button>
                        }
                      </div>
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </div>
      } @else if (tokens().value()) {
        <p class="dim">None. “Add engine” makes one.</p>
      }
    </section>
  `,
})
export class JoinTokenList {
  readonly tokens = input.required<Loadable<{ data: JoinToken[] }>>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  private readonly clock = inject(Clock);

  protected readonly rows = computed(() =>
    (this.tokens().value()?.data ?? []).map((token) => {
      if (token.usedAt !== null) return { token, state: 'used', tone: 'good' };
      return Date.parse(token.expiresAt) < this.clock.now()
        ? { token, state: 'expired', tone: 'plain' }
        : { token, state: 'waiting', tone: 'live' };
    }),
  );

  protected async withdraw(token: JoinToken): Promise<void> {
    const params = { tokenId: token.id };
    await this.notices.attempt(
      () => this.api.call(enginesApi.deleteJoinToken, { params }),
      () => 'Join token withdrawn.',
    );
    this.tokens().reload();
  }
}
