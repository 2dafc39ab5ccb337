import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { FormRoot, form, hidden, validate, type TreeValidationResult } from '@angular/forms/signals';
import { alertRulesApi, type AlertRule } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { FormProblem } from '../design/form-problem.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';
import { HostText } from '../text/host-text.js';
import { atFields } from './issue-fields.js';
import { MuteLengthPicker } from './mute-length.js';
import { muteEnd, muteEndProblem, type MuteChoice } from './mute-until.js';

/** Mutes a whole rule for a while. */
@Component({
  selector: 'sf-rule-mute-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FormProblem, FormRoot, HostText, Modal, MuteLengthPicker],
  template: `
    <dialog sfModal aria-labelledby="rule-mute-title" (dismissed)="closed.emit('left')">
      <form class="modal-body" [formRoot]="form">
        <h2 id="rule-mute-title">Mute <sf-text [value]="rule().name" /></h2>
        <p>What it finds meanwhile is not told, not later either; what it found before waits. The other rules go on.</p>
        <sf-mute-length [of]="form" />
        <sf-form-problem [of]="form" />
        <div class="modal-actions">
          <button type="button" class="button" (click)="closed.emit('left')">Cancel</button>
          <button type="submit" class="button primary" [disabled]="form().submitting()">Mute rule</button>
        </div>
      </form>
    </dialog>
  `,
})
export class RuleMuteDialog {
  readonly rule = input.required<AlertRule>();
  readonly closed = output<'muted' | 'left'>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  private readonly draft = signal<MuteChoice>({ length: '1h', until: '' });
  protected readonly form = form(
    this.draft,
    (path) => {
      hidden(path.until, ({ valueOf }) => valueOf(path.length) !== 'until');
      validate(path.until, ({ value, valueOf }) =>
        muteEndProblem({ length: valueOf(path.length), until: value() }, Date.now()),
      );
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { id: ruleId, name } = this.rule();
    const body = { mutedUntil: muteEnd(this.draft(), Date.now()) };
    try {
      await this.api.call(alertRulesApi.update, { params: { ruleId }, body });
    } catch (error) {
      return problemErrors(atFields(error, { mutedUntil: 'until' }), this.form);
    }
    this.notices.tell(`Rule ${name} is muted.`);
    this.closed.emit('muted');
    return undefined;
  }
}
