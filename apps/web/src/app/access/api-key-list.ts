import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { accessApi, type ApiKey } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { Confirm } from '../design/confirm.js';
import { EmptyState } from '../design/empty-state.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { ApiKeyDialog } from './api-key-dialog.js';

@Component({
  selector: 'sf-api-key-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ApiKeyDialog, EmptyState, HostText, Icon, Loading, PageHeader, When],
  template: `
    <sf-page-header name="API keys">
      <button type="button" class="button primary" (click)="creating.set(true)">
        <sf-icon name="plus" />New API key
      </button>
    </sf-page-header>
    @if (creating()) {
      <sf-api-key-dialog (closed)="finishCreating()" />
    }
    <sf-loading [of]="keys" [rows]="4" />
    @if (keys.value()) {
      @if (rows().length > 0) {
        <div class="table-frame">
          <div class="table-scroll">
            <table class="grid cards">
              <caption class="visually-hidden">
                API keys
              </caption>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Key</th>
                  <th scope="col">Role</th>
                  <th scope="col">State</th>
                  <th scope="col">Last used</th>
                  <th scope="col">Expires</th>
                  <th scope="col">Created</th>
                  <th scope="col"><span class="visually-hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>
                @for (row of rows(); track row.key.id) {
                  <tr [class.off]="row.state !== 'active'">
                    <td class="clip head"><sf-text [value]="row.key.name" /></td>
                    <td class="narrow mono" data-label="Key">{{ row.key.prefix }}…</td>
                    <td class="narrow" data-label="Role">{{ row.key.role }}</td>
                    <td class="narrow" data-label="State">
                      <span [class]="'badge ' + row.tone"
                        ><span class="word">{{ row.state }}</span></span
                      >
                    </td>
                    <td class="narrow dim" data-label="Last used"><sf-when [at]="row.key.lastUsedAt" /></td>
                    <td class="narrow dim" data-label="Expires"><sf-when [at]="row.key.expiresAt" /></td>
                    <td class="narrow dim" data-label="Created"><sf-when [at]="row.key.createdAt" /></td>
                    <td class="narrow bare">
                      <div class="row-actions">
                        @if (row.state === 'active') {
                          <button type="button" class="button small danger" (click)="revoke(row.key)">Revoke</button>
                        }
                      </div>
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </div>
      } @else {
        <sf-empty icon="keys" title="No API keys yet"
          ><p>
            Programs sign in with a key of their own, sent as <code>X-API-Key</code> or
            <code>Authorization: Bearer</code>. Each has a role and can be revoked.
          </p></sf-empty
        >
      }
    }
  `,
})
export class ApiKeyList {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);
  private readonly clock = inject(Clock);
  protected readonly keys = load(accessApi.listApiKeys);
  protected readonly creating = signal(false);
  protected readonly rows = computed(() =>
    (this.keys.value()?.data ?? []).map((key) => {
      if (key.revokedAt !== null) return { key, state: 'revoked', tone: 'quiet' };
      const isExpired = key.expiresAt !== null && Date.parse(key.expiresAt) < this.clock.now();
      return isExpired ? { key, state: 'expired', tone: 'plain' } : { key, state: 'active', tone: 'good' };
    }),
  );

  protected finishCreating(): void {
    this.creating.set(false);
    this.keys.reload();
  }

  protected async revoke(key: ApiKey): Promise<void> {
    const goAhead = await this.confirm.ask({
      title: `Revoke the key ${key.name}?`,
      text: 'Programs that use it are refused from now on. This can\u2019t be undone.',
      deed: 'Revoke key',
    });
    if (!goAhead) return;
    await this.notices.attempt(
      () => this.api.call(accessApi.revokeApiKey, { params: { keyId: key.id } }),
      () => `Key ${key.name} revoked.`,
    );
    this.keys.reload();
  }
}
