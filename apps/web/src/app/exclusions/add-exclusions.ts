import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  hidden,
  required,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import {
  createExclusionsRequest,
  exclusionsApi,
  type ExclusionScope,
  type SiteSummary,
  type Zone,
} from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Notices } from '../design/notices.js';
import { TargetEditor } from '../sites/target-editor.js';
import { VisiblePipe } from '../text/pipes.js';
import { ZonePicker } from '../zones/zone-picker.js';
import { countOf } from '../text/format-count.js';
import { expiryMoment, expiryProblem } from './expiry-text.js';

const { targets, reason } = createExclusionsRequest.shape;

/** Adds exclusions, one for each target of a text. */
@Component({
  selector: 'sf-add-exclusions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Icon, TargetEditor, VisiblePipe, ZonePicker],
  templateUrl: './add-exclusions.html',
  styles: `
    .panel {
      margin-bottom: var(--gap-l);
    }
  `,
})
export class AddExclusions {
  readonly sites = input.required<readonly SiteSummary[]>();
  readonly zones = input.required<readonly Zone[]>();
  /** The site to begin with. */
  readonly siteId = input<string>();
  readonly finished = output<'added' | 'left'>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  private readonly draft = linkedSignal(() => {
    const siteId = this.siteId() ?? '';
    return {
      scope: (siteId === '' ? 'global' : 'site') as ExclusionScope,
      siteId,
      zoneId: '',
      targets: '',
      reason: '',
      expiresAt: '',
    };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.targets, targets);
      validateStandardSchema(path.reason, reason.unwrap());
      hidden(path.siteId, ({ valueOf }) => valueOf(path.scope) !== 'site');
      required(path.siteId, { message: 'Choose the site.' });
      hidden(path.zoneId, ({ valueOf }) => valueOf(path.scope) !== 'zone');
      required(path.zoneId, { message: 'Choose the zone.' });
      validate(path.expiresAt, ({ value }) => expiryProblem(value(), Date.now()));
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const draft = this.draft();
    try {
      const { data } = await this.api.call(exclusionsApi.create, {
        body: {
          scope: draft.scope,
          siteId: draft.scope === 'site' ? draft.siteId : undefined,
          zoneId: draft.scope === 'zone' ? draft.zoneId : undefined,
          targets: draft.targets,
          reason: draft.reason,
          expiresAt: expiryMoment(draft.expiresAt),
        },
      });
      this.notices.tell(`${countOf(data.length, 'exclusion')} added. Running scans stop probing it within 10 seconds.`);
      this.finished.emit('added');
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
