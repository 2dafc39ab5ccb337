import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { HostText } from '../text/host-text.js';

/** The words that a scanner is started with, one by one: no shell joins or splits them. */
@Component({
  selector: 'sf-argv',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `<ol class="argv" [attr.aria-label]="label()">
    @for (word of words(); track $index) {
      <li><sf-text [value]="word" blank="(empty)" /></li>
    }
  </ol>`,
})
export class ArgvWords {
  readonly words = input.required<readonly string[]>();
  readonly label = input('What an engine runs');
}
