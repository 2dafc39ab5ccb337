import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { CopyButton } from './copy-button.js';
import { Icon } from './icon.js';

/** Shows what is shown only once, with a way to copy it. */
@Component({
  selector: 'sf-one-time-secret',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Icon],
  template: `
    <p class="note warn"><sf-icon name="warning" />{{ note() }}</p>
    <div class="secret">
      <code tabindex="0" [attr.aria-label]="label()">{{ text() }}</code>
      <sf-copy-button [text]="text()" />
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--gap-s);
    }
    .secret {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--gap-s);
      padding: var(--gap-s) var(--gap-m);
      border: 1px solid var(--line-strong);
      background: var(--sunken);
    }
    code {
      flex: 1 1 220px;
      min-width: 0;
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class OneTimeSecret {
  readonly text = input.required<string>();
  readonly label = input('Secret');
  /** What to know of it; another sentence for one that the console keeps. */
  readonly note = input('It is shown this once and not kept. Copy it now.');
}
