import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { HostText } from '../text/host-text.js';
import { Icon } from './icon.js';
import { Notices } from './notices.js';

@Component({
  selector: 'sf-notice-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon],
  template: `
    <div class="notices" role="status" aria-live="polite">
      @for (notice of notices.all(); track notice.id) {
        <div class="notice" [class.bad]="notice.tone === 'bad'">
          <sf-icon [name]="notice.tone === 'bad' ? 'warning' : 'check'" />
          <p>
            <sf-text [value]="notice.text" />
            @if (notice.link; as link) {
              <button type="button" class="link" (click)="notices.follow(notice)">{{ link.label }}</button>
            }
            @if (notice.requestId; as requestId) {
              <small
                >request <code>{{ requestId }}</code></small
              >
            }
          </p>
          <button type="button" class="icon-button" aria-label="Close message" (click)="notices.close(notice.id)">
            <sf-icon name="close" />
          </button>
        </div>
      }
    </div>
  `,
})
export class NoticeList {
  protected readonly notices = inject(Notices);
}
