import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ChannelKind, alertDeliveriesApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { channelKindWords } from './channel-words.js';
import { DeliveryActions } from './delivery-actions.js';
import { DeliveryLog } from './delivery-log.js';
import { DeliveryStateBadge } from './delivery-state-badge.js';
import { retryWord } from './delivery-words.js';
import { MailProblem } from './mail-problem.js';
import { MessageView } from './message-view.js';

@Component({
  selector: 'sf-delivery-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CountPipe,
    DeliveryLog,
    DeliveryStateBadge,
    HostText,
    Icon,
    Loading,
    MailProblem,
    MessageView,
    PageHeader,
    RouterLink,
    When,
  ],
  templateUrl: './delivery-page.html',
})
export class DeliveryPage {
  /** From the path. */
  readonly deliveryId = input.required<string>();
  private readonly session = inject(Session);
  protected readonly actions = inject(DeliveryActions);
  protected readonly kinds = channelKindWords;
  protected readonly delivery = load(alertDeliveriesApi.get, () => ({ params: { deliveryId: this.deliveryId() } }));

  protected readonly isMail = computed(() => this.delivery.value()?.channelKind === ChannelKind.Email);

  /** What operators can do to it. */
  protected readonly retry = computed(() => {
    const delivery = this.delivery.value();
    return delivery && this.session.mayOperate() ? retryWord(delivery) : undefined;
  });

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.delivery);
  }

  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.delivery.reload();
  }
}
