import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import { FormField, FormRoot, form, hidden, validate, type TreeValidationResult } from '@angular/forms/signals';
import { alertRulesApi, sitesApi } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { TargetEditor } from '../sites/target-editor.js';
import { VisiblePipe } from '../text/pipes.js';
import { FieldErrors } from './field-errors.js';
import { MuteLengthPicker } from './mute-length.js';
import { muteEnd, muteEndProblem, type MuteChoice } from './mute-until.js';

const FIRST: MuteChoice = { length: '8h', until: '' };

/** What a mute is about, as its form has it. */
export interface MutedThing {
  readonly siteId: string;
  readonly addresses: string;
  readonly ports: string;
}

/** Keeps changes of a site, of addresses or of ports from being told for a while. */
@Component({
  selector: 'sf-add-mute',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FieldErrors, FormField, FormProblem, FormRoot, Loading, MuteLengthPicker, TargetEditor, VisiblePipe],
  templateUrl: './add-mute.html',
  styles: `
    .panel {
      margin-bottom: var(--gap-l);
    }
  `,
})
export class AddMute {
  /** What it is filled in with. */
  readonly given = input<MutedThing>({ siteId: '', addresses: '', ports: '' });
  readonly finished = output<'muted' | 'left'>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly sites = load(sitesApi.list, () => ({ query: { page_size: 500 } }));
  private readonly draft = linkedSignal(() => ({ ...this.given(), reason: '', time: FIRST }));
  protected readonly form = form(
    this.draft,
    (path) => {
      validate(path.addresses, ({ value, valueOf }) =>
        value().trim() !== '' || valueOf(path.siteId) !== '' || valueOf(path.ports).trim() !== ''
          ? undefined
          : { kind: 'nothing', message: 'Name a site, addresses or ports.' },
      );
      hidden(path.time.until, ({ valueOf }) => valueOf(path.time.length) !== 'until');
      validate(path.time.until, ({ value, valueOf }) =>
        muteEndProblem({ length: valueOf(path.time.length), until: value() }, Date.now()),
      );
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { siteId, time, ...draft } = this.draft();
    const body = { ...draft, siteId: siteId || null, until: muteEnd(time, Date.now()) };
    try {
      await this.api.call(alertRulesApi.mute, { body });
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.notices.tell('Muted. Changes there are not told meanwhile.');
    this.finished.emit('muted');
    return undefined;
  }
}
