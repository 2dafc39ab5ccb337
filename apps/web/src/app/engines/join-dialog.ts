import { ChangeDetectionStrategy, Component, DOCUMENT, computed, inject, output, signal } from '@angular/core';
import { FormField, FormRoot, form, type TreeValidationResult } from '@angular/forms/signals';
import { enginesApi, zonesApi } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Modal } from '../design/modal.js';
import { OneTimeSecret } from '../design/one-time-secret.js';
import { ZonePicker } from '../zones/zone-picker.js';
import { joinCommand, sendsInTheClear } from './join-command.js';

const LIFETIMES = [
  { minutes: '60', label: 'one hour' },
  { minutes: '1440', label: 'one day' },
  { minutes: '10080', label: 'one week' },
] as const;

/** Makes a join token and shows, once, the command that uses it. */
@Component({
  selector: 'sf-join-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Icon, Modal, OneTimeSecret, ZonePicker],
  templateUrl: './join-dialog.html',
})
export class JoinDialog {
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly origin = inject(DOCUMENT).location.origin;
  private readonly token = signal<string | undefined>(undefined);

  protected readonly lifetimes = LIFETIMES;
  protected readonly isInTheClear = sendsInTheClear(this.origin);
  protected readonly zones = load(zonesApi.list);
  private readonly draft = signal({ zoneId: '', expiresInMinutes: '60', requireApproval: true });
  protected readonly form = form(this.draft, { submission: sending(() => this.create()) });
  protected readonly command = computed(() => {
    const token = this.token();
    return token === undefined ? undefined : joinCommand(this.origin, token);
  });

  private async create(): Promise<TreeValidationResult> {
    const { zoneId, expiresInMinutes, requireApproval } = this.draft();
    const body = { zoneId: zoneId || undefined, expiresInMinutes: Number(expiresInMinutes), requireApproval };
    try {
      this.token.set((await this.api.call(enginesApi.createJoinToken, { body })).token);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
