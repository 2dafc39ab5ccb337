import {
  ChangeDetectionStrategy,
  Component,
  afterNextRender,
  computed,
  contentChild,
  effect,
  input,
} from '@angular/core';
import { FormField } from '@angular/forms/signals';
import { HostText } from '../text/host-text.js';

let nextId = 1;

/** Label, hint and errors round a control that carries `[formField]`, tied together for screen readers. */
@Component({
  selector: 'sf-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `
    <label class="field-label" [attr.for]="id">{{ label() }}</label>
    <ng-content />
    @if (hint(); as hint) {
      <p class="field-hint" [id]="id + '-hint'">{{ hint }}</p>
    }
    <div class="field-errors" [id]="id + '-errors'" role="alert">
      @for (error of errors(); track $index) {
        <p class="field-error"><sf-text [value]="error.message ?? 'is not right'" /></p>
      }
    </div>
  `,
  host: { class: 'field' },
})
export class Field {
  readonly label = input.required<string>();
  readonly hint = input<string>();
  protected readonly id = `field-${nextId++}`;
  private readonly control = contentChild.required(FormField);

  protected readonly errors = computed(() => {
    const state = this.control().state();
    return state.touched() ? state.errors() : [];
  });

  constructor() {
    afterNextRender(() => {
      const { element } = this.control();
      element.id = this.id;
      element.setAttribute('aria-describedby', `${this.id}-hint ${this.id}-errors`);
    });
    effect(() => this.control().element.setAttribute('aria-invalid', String(this.errors().length > 0)));
  }
}
