import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Role, accessApi, displayName } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Modal } from '../design/modal.js';
import { OneTimeSecret } from '../design/one-time-secret.js';

/** Creates an API key and shows it, once. */
@Component({
  selector: 'sf-api-key-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Modal, OneTimeSecret],
  template: `
    <dialog sfModal aria-labelledby="key-title" (dismissed)="closed.emit()">
      @if (key(); as key) {
        <div class="modal-body">
          <h2 id="key-title">Your new API key</h2>
          <sf-one-time-secret label="API key" [text]="key" />
          <div class="modal-actions">
            <button type="button" class="button primary" (click)="closed.emit()">Done</button>
          </div>
        </div>
      } @else {
        <form class="modal-body" [formRoot]="form">
          <h2 id="key-title">New API key</h2>
          <sf-field label="Name" hint="What will use it?"
            ><input class="input" type="text" autocomplete="off" [formField]="form.name"
          /></sf-field>
          <sf-field label="Role"
            ><select [formField]="form.role">
              @for (role of roles; track role) {
                <option [value]="role">{{ role }}</option>
              }
            </select></sf-field
          >
          <sf-field label="Expires" hint="Empty: never."
            ><input class="input" type="datetime-local" [formField]="form.expiresAt"
          /></sf-field>
          <sf-form-problem [of]="form" />
          <div class="modal-actions">
            <button type="button" class="button" (click)="closed.emit()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="form().submitting()">Create API key</button>
          </div>
        </form>
      }
    </dialog>
  `,
})
export class ApiKeyDialog {
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  protected readonly roles = Object.values(Role);
  protected readonly key = signal<string | undefined>(undefined);
  private readonly draft = signal({ name: '', role: Role.Viewer as Role, expiresAt: '' });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validate(path.expiresAt, ({ value }) =>
        value() === '' || Date.parse(value()) > Date.now()
          ? undefined
          : { kind: 'past', message: 'must be in the future' },
      );
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { name, role, expiresAt } = this.draft();
    try {
      const made = await this.api.call(accessApi.createApiKey, {
        body: { name, role, expiresAt: expiresAt === '' ? null : new Date(expiresAt).toISOString() },
      });
      this.key.set(made.key);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
