import { ChangeDetectionStrategy, Component, computed } from '@angular/core';
import { alertChannelsApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';

/** Says what is missing before this console can send mail; nothing where it can. */
@Component({
  selector: 'sf-mail-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    @if (problem(); as problem) {
      <p class="note warn"><sf-icon name="warning" />{{ problem }}</p>
    }
  `,
  styles: `
    :host {
      display: block;
    }
    :host([hidden]) {
      display: none;
    }
  `,
  host: { '[hidden]': '!problem()' },
})
export class MailProblem {
  private readonly channels = load(alertChannelsApi.list, () => ({ query: { page_size: 1 } }));
  protected readonly problem = computed(() => this.channels.value()?.mailProblem);
}
