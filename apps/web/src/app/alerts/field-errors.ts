import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { HostText } from '../text/host-text.js';

/** What is wrong with a field whose control brings its own label, once it was touched. */
@Component({
  selector: 'sf-field-errors',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `<div role="alert">
    @for (error of errors(); track $index) {
      <p class="field-error"><sf-text [value]="error.message ?? 'is not right'" /></p>
    }
  </div>`,
})
export class FieldErrors {
  readonly of = input.required<FieldTree<unknown>>();
  protected readonly errors = computed(() => {
    const field = this.of()();
    return field.touched() ? field.errors() : [];
  });
}
