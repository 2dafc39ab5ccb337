import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import {
  FormField,
  FormRoot,
  apply,
  form,
  hidden,
  required,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { blackoutsApi, createBlackoutRequest, displayName, enginesApi, sitesApi } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { livePreview } from '../recurrence/live-preview.js';
import { RecurrenceFields } from '../recurrence/recurrence-fields.js';
import { recurrenceErrors } from '../recurrence/recurrence-problems.js';
import { isWholeRecurrence, recurrenceOf } from '../recurrence/recurrence-request.js';
import { recurrenceSchema } from '../recurrence/recurrence-schema.js';
import { HostText } from '../text/host-text.js';
import { VisiblePipe } from '../text/pipes.js';
import { ownTimeZone } from '../text/zoned-time.js';
import {
  blackoutDraft,
  createBlackoutOf,
  newBlackout,
  updateBlackoutOf,
  type BlackoutDraft,
} from './blackout-draft.js';
import { BlackoutPreviewPanel } from './blackout-preview-panel.js';
import { joinMinutes } from './duration-words.js';

const ALL = { query: { page_size: 500 } };
const { durationMinutes, reason } = createBlackoutRequest.shape;

/** Creates a blackout or, with an id in the path, changes one; shows its windows meanwhile. */
@Component({
  selector: 'sf-blackout-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    BlackoutPreviewPanel,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    HostText,
    Icon,
    Loading,
    PageHeader,
    RecurrenceFields,
    RouterLink,
    VisiblePipe,
  ],
  templateUrl: './blackout-editor.html',
  styleUrl: './blackout-editor.css',
})
export class BlackoutEditor {
  /** From the path; absent for a new blackout. */
  readonly blackoutId = input<string>();
  /** Id from the query: the site to begin with. */
  readonly site = input<string>();
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly blackout = load(blackoutsApi.get, () => {
    const blackoutId = this.blackoutId();
    return blackoutId === undefined ? undefined : { params: { blackoutId } };
  });
  protected readonly sites = load(sitesApi.list, () => ALL);
  protected readonly engines = load(enginesApi.list, () => ALL);
  protected readonly isReady = computed(() => this.blackoutId() === undefined || this.blackout.value() !== undefined);

  private readonly draft = linkedSignal((): BlackoutDraft => {
    const blackout = this.blackout.value();
    return blackout === undefined
      ? newBlackout({ siteId: this.site() ?? '', now: new Date(), zone: ownTimeZone() })
      : blackoutDraft(blackout);
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.reason, reason.unwrap());
      hidden(path.siteId, ({ valueOf }) => valueOf(path.scope) !== 'site' || this.blackoutId() !== undefined);
      required(path.siteId, { message: 'Choose the site.' });
      hidden(path.engineId, ({ valueOf }) => valueOf(path.scope) !== 'engine' || this.blackoutId() !== undefined);
      required(path.engineId, { message: 'Choose the engine.' });
      validate(path.hours, ({ value, valueOf }) => lengthProblem(value(), valueOf(path.minutes)));
      validate(path.minutes, ({ value }) =>
        value() === null || (Number.isInteger(value()) && (value() ?? 0) >= 0)
          ? undefined
          : { kind: 'whole', message: 'must be whole' },
      );
      apply(path.recurrence, recurrenceSchema);
    },
    { submission: sending(() => this.save()) },
  );

  protected readonly preview = livePreview(blackoutsApi.preview, () => {
    const { recurrence, hours, minutes } = this.draft();
    if (!this.isReady() || !isWholeRecurrence(recurrence) || lengthProblem(hours, minutes) !== undefined)
      return undefined;
    return { recurrence: recurrenceOf(recurrence), durationMinutes: joinMinutes({ hours, minutes }) };
  });
  protected readonly translated = computed(() => this.preview.answer()?.recurrence.rules);

  private async save(): Promise<TreeValidationResult> {
    const draft = this.draft();
    const before = this.blackout.value();
    try {
      const blackout =
        before === undefined
          ? await this.api.call(blackoutsApi.create, { body: createBlackoutOf(draft) })
          : await this.api.call(blackoutsApi.update, {
              params: { blackoutId: before.id },
              body: updateBlackoutOf(draft, before),
            });
      this.notices.tell(`Blackout ${blackout.name} ${before === undefined ? 'created' : 'saved'}.`);
      await this.router.navigateByUrl('/blackouts');
      return undefined;
    } catch (error) {
      const names = { durationMinutes: 'hours' };
      return recurrenceErrors(error, { form: this.form, recurrence: this.form.recurrence, names });
    }
  }
}

/** What is wrong with the length that the two fields make together. */
function lengthProblem(hours: number | null, minutes: number | null): { kind: string; message: string } | undefined {
  if (hours !== null && (!Number.isInteger(hours) || hours < 0)) return { kind: 'whole', message: 'must be whole' };
  const checked = durationMinutes.safeParse(joinMinutes({ hours, minutes }));
  const [issue] = checked.error?.issues ?? [];
  return (
    issue && {
      kind: 'length',
      message: `Together it ${issue.message}${issue.message.includes('least') ? ' minute' : ''}.`,
    }
  );
}
