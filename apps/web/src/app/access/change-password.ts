import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  required,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { accessApi, newPassword } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Notices } from '../design/notices.js';

const BLANK = { currentPassword: '', newPassword: '', again: '' };

@Component({
  selector: 'sf-change-password',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot],
  template: `
    <section class="panel">
      <h2>Change password <small>ends all your other sessions</small></h2>
      <form class="form" [formRoot]="form">
        <div class="form-row">
          <sf-field label="Current password"
            ><input class="input" type="password" autocomplete="current-password" [formField]="form.currentPassword"
          /></sf-field>
          <sf-field label="New password" hint="At least 12 characters."
            ><input class="input" type="password" autocomplete="new-password" [formField]="form.newPassword"
          /></sf-field>
          <sf-field label="New password again"
            ><input class="input" type="password" autocomplete="new-password" [formField]="form.again"
          /></sf-field>
        </div>
        <sf-form-problem [of]="form" />
        <div class="form-actions">
          <button type="submit" class="button primary" [disabled]="form().submitting()">Change password</button>
        </div>
      </form>
    </section>
  `,
})
export class ChangePassword {
  readonly changed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly form = form(
    signal(BLANK),
    (path) => {
      required(path.currentPassword, { message: 'Enter your current password.' });
      validateStandardSchema(path.newPassword, newPassword);
      validate(path.again, ({ value, valueOf }) =>
        value() === valueOf(path.newPassword) ? undefined : { kind: 'differs', message: 'is not the same' },
      );
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { again: _, ...body } = this.form().value();
    try {
      await this.api.call(accessApi.changePassword, { body });
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.form().reset(BLANK);
    this.notices.tell('Password changed. Your other sessions have ended.');
    this.changed.emit();
    return undefined;
  }
}
