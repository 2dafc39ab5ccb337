import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { visibleParts } from './visible-text.js';

/**
 * Shows text that someone else wrote: a scanned host, a scanner, an engine, another user. It is shown as text and
 * nothing else, in its own direction, with all that is invisible made visible.
 */
@Component({
  selector: 'sf-text',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<bdi>
      @for (part of parts(); track $index) {
        <span [class.hidden-char]="part.hidden" [attr.title]="part.hidden">{{ part.text }}</span>
      }
    </bdi>
    @if (isBlank()) {
      <span class="blank">{{ blank() }}</span>
    }`,
  host: { '[class.keep-lines]': 'layout() === "keep-lines"' },
})
export class HostText {
  readonly value = input.required<string | number | null | undefined>();
  readonly layout = input<'line' | 'keep-lines'>('line');
  /** What stands where there is no text. */
  readonly blank = input('–');

  protected readonly parts = computed(() => visibleParts(String(this.value() ?? ''), this.layout()));
  protected readonly isBlank = computed(() => this.parts().length === 0);
}
