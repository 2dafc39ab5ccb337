import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { HostText } from '../text/host-text.js';
import { Icon } from './icon.js';

/** Errors of a form as a whole: what the console refused without naming a field. */
@Component({
  selector: 'sf-form-problem',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Icon],
  template: `
    <div role="alert">
      @for (error of errors(); track $index) {
        <p class="form-problem">
          <sf-icon name="warning" /><sf-text [value]="error.message ?? 'The form is not right.'" />
        </p>
      }
    </div>
  `,
})
export class FormProblem {
  readonly of = input.required<FieldTree<unknown>>();
  protected readonly errors = computed(() => this.of()().errors());
}
