import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { alertDeliveriesApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { reloadOn } from '../realtime/reload-on.js';
import { CountPipe } from '../text/pipes.js';

/** How many messages could not be delivered, beside the way to the alerts. */
@Component({
  selector: 'sf-dead-deliveries',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe],
  template: `
    @if (count() > 0) {
      <span class="tag bad" title="Messages that could not be delivered"
        >{{ count() | count }}<span class="visually-hidden"> not delivered</span></span
      >
    }
  `,
  styles: `
    .tag {
      margin: 0;
      border-color: var(--bad);
      color: var(--bad);
    }
  `,
})
export class DeadDeliveries {
  private readonly dead = load(alertDeliveriesApi.list, () => ({ query: { state: 'dead' as const, page_size: 1 } }));
  protected readonly count = computed(() => this.dead.value()?.pagination.total ?? 0);

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.dead);
  }
}
