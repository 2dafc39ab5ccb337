import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { FormField, type FieldTree } from '@angular/forms/signals';
import { Field } from '../design/field.js';
import { muteLengths, type MuteChoice } from './mute-until.js';

/** Chooses for how long something is muted: a usual length, or until a moment. */
@Component({
  selector: 'sf-mute-length',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField],
  template: `
    <fieldset>
      <legend>Mute for</legend>
      <div class="segments wraps">
        @for (length of lengths; track length.value) {
          <label><input type="radio" [value]="length.value" [formField]="of().length" />{{ length.label }}</label>
        }
        <label><input type="radio" value="until" [formField]="of().length" />Until…</label>
      </div>
    </fieldset>
    @if (!of().until().hidden()) {
      <sf-field label="Until"><input class="input" type="datetime-local" [formField]="of().until" /></sf-field>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--gap-m);
    }
  `,
})
export class MuteLengthPicker {
  /** The two fields, of a form that hides `until` while a length is chosen. */
  readonly of = input.required<FieldTree<MuteChoice>>();
  protected readonly lengths = muteLengths;
}
