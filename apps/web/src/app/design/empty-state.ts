import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon } from './icon.js';
import type { IconName } from './icon-paths.js';

/** Says why a list is empty, what would be here, and how to get there. */
@Component({
  selector: 'sf-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <div class="empty">
      <sf-icon [name]="icon()" />
      <h2>{{ title() }}</h2>
      <div class="empty-text"><ng-content /></div>
    </div>
  `,
})
export class EmptyState {
  readonly icon = input.required<IconName>();
  readonly title = input.required<string>();
}
