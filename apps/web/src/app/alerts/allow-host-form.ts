import { ChangeDetectionStrategy, Component, inject, output, signal } from '@angular/core';
import { FormField, FormRoot, form, validateStandardSchema, type TreeValidationResult } from '@angular/forms/signals';
import { alertChannelsApi, allowHostRequest } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Notices } from '../design/notices.js';

const { host, reason } = allowHostRequest.shape;
const BLANK = { host: '', reason: '' };

/** Allows channels to reach one more host inside. */
@Component({
  selector: 'sf-allow-host-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot],
  template: `
    <form class="form" [formRoot]="form">
      <div class="form-row">
        <sf-field label="Host" hint="Its name or address, exactly as a channel has it.">
          <input
            class="input mono-input"
            type="text"
            autocomplete="off"
            spellcheck="false"
            placeholder="chat.corp.example"
            [formField]="form.host"
          />
        </sf-field>
        <sf-field label="Reason" hint="Who reads it in a year?">
          <input class="input" type="text" autocomplete="off" [formField]="form.reason" />
        </sf-field>
      </div>
      <sf-form-problem [of]="form" />
      <div class="form-actions">
        <button type="submit" class="button" [disabled]="form().submitting()">Allow host</button>
      </div>
    </form>
  `,
})
export class AllowHostForm {
  readonly allowed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  private readonly draft = signal(BLANK);
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.host, host);
      validateStandardSchema(path.reason, reason.unwrap());
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    try {
      const { host } = await this.api.call(alertChannelsApi.allowHost, { body: this.draft() });
      this.notices.tell(`Channels may reach ${host} now.`);
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.form().reset(BLANK);
    this.allowed.emit();
    return undefined;
  }
}
