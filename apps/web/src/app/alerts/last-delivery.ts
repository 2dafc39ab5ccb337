import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AlertChannel } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { DeliveryStateBadge } from './delivery-state-badge.js';

/** How the newest delivery of a channel went, with the way to all of them. */
@Component({
  selector: 'sf-last-delivery',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DeliveryStateBadge, HostText, RouterLink, When],
  template: `
    @if (channel().lastDelivery; as last) {
      <a routerLink="/alerts/deliveries" [queryParams]="{ channel_id: channel().id }"
        ><sf-delivery-state [state]="last.state" [attempts]="last.attempts"
      /></a>
      <span class="dim"><sf-when [at]="last.at" /></span>
      @if (last.error; as error) {
        <span class="dim error"><sf-text [value]="error" /></span>
      }
    } @else {
      <span class="blank">never</span>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-s);
    }
    .error {
      flex-basis: 100%;
      font-size: var(--text-s);
      overflow-wrap: anywhere;
    }
    @media (max-width: 640px) {
      :host {
        justify-content: flex-end;
      }
    }
  `,
})
export class LastDelivery {
  readonly channel = input.required<AlertChannel>();
}
