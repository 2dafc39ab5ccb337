import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { alertDeliveriesApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { reloadOn } from '../realtime/reload-on.js';
import { CountPipe } from '../text/pipes.js';

/** The ways between the pages of alerts, with the number of deliveries that were given up. */
@Component({
  selector: 'sf-alert-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, RouterLink, RouterLinkActive],
  template: `
    <nav class="tabs" aria-label="Parts of alerts">
      <a routerLink="/alerts/rules" routerLinkActive ariaCurrentWhenActive="page">Rules</a>
      <a routerLink="/alerts/channels" routerLinkActive ariaCurrentWhenActive="page">Channels</a>
      <a routerLink="/alerts/deliveries" routerLinkActive ariaCurrentWhenActive="page"
        >Deliveries
        @if (dead(); as dead) {
          <span class="dead">{{ dead | count }} dead</span>
        }
      </a>
      <a routerLink="/alerts/mutes" routerLinkActive ariaCurrentWhenActive="page">Mutes</a>
    </nav>
  `,
  styles: `
    .tabs {
      margin-bottom: var(--gap-m);
    }
    .dead {
      color: var(--bad);
    }
  `,
})
export class AlertTabs {
  private readonly given = load(alertDeliveriesApi.list, () => ({ query: { state: 'dead' as const, page_size: 1 } }));
  protected readonly dead = computed(() => this.given.value()?.pagination.total);

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.given);
  }
}
