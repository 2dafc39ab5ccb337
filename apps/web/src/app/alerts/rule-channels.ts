import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AlertRule } from '@scanfleet/contracts';
import { Icon } from '../design/icon.js';
import { HostText } from '../text/host-text.js';

/** Where a rule tells; a rule without a channel tells nobody, which is easily overlooked. */
@Component({
  selector: 'sf-rule-channels',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon, RouterLink],
  template: `
    @for (channel of rule().channels; track channel.id) {
      <span class="channel"
        ><a routerLink="/alerts/channels" [queryParams]="{ search: channel.name }"><sf-text [value]="channel.name" /></a
      ></span>
    } @empty {
      <span class="none"><sf-icon name="warning" />none: tells nobody</span>
    }
  `,
  styles: `
    .channel:not(:last-of-type)::after {
      content: ', ';
    }
    .none {
      color: var(--warn);
      white-space: nowrap;
    }
    sf-icon {
      margin-inline-end: 0.5ch;
    }
  `,
})
export class RuleChannels {
  readonly rule = input.required<Pick<AlertRule, 'channels'>>();
}
