import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { accessApi, type UserSession } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { ChangePassword } from './change-password.js';
import { Session } from './session.js';

@Component({
  selector: 'sf-account-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChangePassword, HostText, Loading, PageHeader, When],
  template: `
    <sf-page-header name="Your account" />
    <div class="stack">
      @if (session.account(); as account) {
        <dl class="facts">
          <dt>Name</dt>
          <dd><sf-text [value]="account.name" /></dd>
          <dt>Role</dt>
          <dd>{{ account.role }}</dd>
        </dl>
      }
      <sf-change-password (changed)="sessions.reload()" />
      <section class="section">
        <h2>Sessions <small>where you are signed in</small></h2>
        <sf-loading [of]="sessions" [rows]="3" />
        @if (sessions.value(); as sessions) {
          <div class="table-frame">
            <div class="table-scroll">
              <table class="grid cards">
                <caption class="visually-hidden">
                  Your sessions
                </caption>
                <thead>
                  <tr>
                    <th scope="col">Browser</th>
                    <th scope="col">From</th>
                    <th scope="col">Last seen</th>
                    <th scope="col">Signed in</th>
                    <th scope="col">Ends</th>
                    <th scope="col"><span class="visually-hidden">Actions</span></th>
                  </tr>
                </thead>
                <tbody>
                  @for (open of sessions.data; track open.id) {
                    <tr>
                      <td class="clip head"><sf-text [value]="open.userAgent" blank="unknown browser" /></td>
                      <td class="narrow mono" data-label="From"><sf-text [value]="open.remoteAddress" /></td>
                      <td class="narrow dim" data-label="Last seen"><sf-when [at]="open.lastSeenAt" /></td>
                      <td class="narrow dim" data-label="Signed in"><sf-when [at]="open.createdAt" /></td>
                      <td class="narrow dim" data-label="Ends"><sf-when [at]="open.expiresAt" /></td>
                      <td class="narrow bare">
                        <div class="row-actions">
                          @if (open.current) {
                            <span class="tag brass">this one</span>
                          } @else {
                            <button type="button" class="button small" (click)="end(open)">End</button>
                          }
                        </div>
                      </td>
                    </tr>
                  }
                </tbody>
              </table>
            </div>
          </div>
        }
      </section>
    </div>
  `,
})
export class AccountPage {
  protected readonly session = inject(Session);
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  protected readonly sessions = load(accessApi.listSessions);

  protected async end(open: UserSession): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(accessApi.endSession, { params: { sessionId: open.id } }),
      () => 'Session ended.',
    );
    this.sessions.reload();
  }
}
