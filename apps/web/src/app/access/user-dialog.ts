import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import {
  FormField,
  FormRoot,
  applyWhen,
  form,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Role, accessApi, newPassword, userName, type User } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';

/** Creates a user, or sets the password of one. */
@Component({
  selector: 'sf-user-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Modal],
  template: `
    <dialog sfModal aria-labelledby="user-title" (dismissed)="closed.emit()">
      <form class="modal-body" [formRoot]="form">
        <h2 id="user-title">{{ title() }}</h2>
        @if (isNew()) {
          <sf-field label="Name"
            ><input class="input" type="text" autocomplete="off" autocapitalize="none" [formField]="form.name"
          /></sf-field>
          <sf-field label="Role" hint="Viewers look, operators plan and scan, admins also run engines, users and keys.">
            <select [formField]="form.role">
              @for (role of roles; track role) {
                <option [value]="role">{{ role }}</option>
              }
            </select>
          </sf-field>
        }
        <sf-field
          label="Password"
          hint="At least 12 characters. Hand it over safely; it can be changed after signing in."
        >
          <input class="input" type="password" autocomplete="new-password" [formField]="form.password" />
        </sf-field>
        <sf-form-problem [of]="form" />
        <div class="modal-actions">
          <button type="button" class="button" (click)="closed.emit()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="form().submitting()">
            {{ isNew() ? 'Create user' : 'Set password' }}
          </button>
        </div>
      </form>
    </dialog>
  `,
})
export class UserDialog {
  readonly edited = input.required<User | 'new'>();
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly roles = Object.values(Role);
  protected readonly isNew = computed(() => this.edited() === 'new');
  protected readonly title = computed(() => {
    const edited = this.edited();
    return edited === 'new' ? 'New user' : `Set the password of ${edited.name}`;
  });
  private readonly draft = signal({ name: '', role: Role.Viewer as Role, password: '' });
  protected readonly form = form(
    this.draft,
    (path) => {
      applyWhen(
        path,
        () => this.isNew(),
        (isNew) => validateStandardSchema(isNew.name, userName),
      );
      validateStandardSchema(path.password, newPassword);
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const edited = this.edited();
    const draft = this.draft();
    try {
      if (edited === 'new') await this.api.call(accessApi.createUser, { body: draft });
      else
        await this.api.call(accessApi.updateUser, {
          params: { userId: edited.id },
          body: { password: draft.password },
        });
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.notices.tell(edited === 'new' ? `User ${draft.name} created.` : `Password of ${edited.name} set.`);
    this.closed.emit();
    return undefined;
  }
}
