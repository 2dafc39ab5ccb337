import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { createExclusionsRequest, exclusionsApi, type Exclusion } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';
import { HostText } from '../text/host-text.js';
import { expiryMoment, expiryProblem, expiryText } from './expiry-text.js';

const reason = createExclusionsRequest.shape.reason.unwrap();

/** Changes why and until when something is excluded. What is excluded and for whom stays: that would be another exclusion. */
@Component({
  selector: 'sf-exclusion-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, HostText, Modal],
  template: `
    <dialog sfModal aria-labelledby="exclusion-title" (dismissed)="closed.emit('left')">
      <form class="modal-body" [formRoot]="form">
        <h2 id="exclusion-title">Edit the exclusion</h2>
        <p class="mono"><sf-text [value]="exclusion().target" /></p>
        <sf-field label="Reason" hint="Who reads it in a year?">
          <input class="input" type="text" autocomplete="off" [formField]="form.reason" />
        </sf-field>
        <sf-field label="Expires" hint="Empty: never.">
          <input class="input" type="datetime-local" [formField]="form.expiresAt" />
        </sf-field>
        <sf-form-problem [of]="form" />
        <div class="modal-actions">
          <button type="button" class="button" (click)="closed.emit('left')">Cancel</button>
          <button type="submit" class="button primary" [disabled]="form().submitting()">Save exclusion</button>
        </div>
      </form>
    </dialog>
  `,
})
export class ExclusionDialog {
  readonly exclusion = input.required<Exclusion>();
  readonly closed = output<'saved' | 'left'>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  private readonly draft = linkedSignal(() => {
    const { reason, expiresAt } = this.exclusion();
    return { reason, expiresAt: expiryText(expiresAt) };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.reason, reason);
      // One that has expired may keep its date while its reason is put right.
      validate(path.expiresAt, ({ value }) =>
        value() === expiryText(this.exclusion().expiresAt) ? undefined : expiryProblem(value(), Date.now()),
      );
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const exclusion = this.exclusion();
    const { reason, expiresAt } = this.draft();
    const isMoved = expiresAt !== expiryText(exclusion.expiresAt);
    const body = { reason, ...(isMoved && { expiresAt: expiryMoment(expiresAt) }) };
    try {
      await this.api.call(exclusionsApi.update, { params: { exclusionId: exclusion.id }, body });
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.notices.tell(`Exclusion of ${exclusion.target} saved.`);
    this.closed.emit('saved');
    return undefined;
  }
}
