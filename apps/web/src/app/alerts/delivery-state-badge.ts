import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { deliveryWords } from './delivery-words.js';

@Component({
  selector: 'sf-delivery-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span [class]="'badge ' + words().tone"
    ><span class="word">{{ words().word }}</span></span
  >`,
})
export class DeliveryStateBadge {
  /** A `DeliveryState`; a word that only a newer console knows is shown as it is. */
  readonly state = input.required<string>();
  readonly attempts = input(0);
  protected readonly words = computed(() => deliveryWords(this.state(), this.attempts()));
}
