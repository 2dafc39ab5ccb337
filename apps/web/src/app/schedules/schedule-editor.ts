import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import {
  FormField,
  FormRoot,
  apply,
  form,
  required,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import {
  ScanPriority,
  createScheduleRequest,
  description,
  displayName,
  enginePoolsApi,
  enginesApi,
  packetRate,
  scanCommandsApi,
  schedulesApi,
  sitesApi,
} from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { livePreview } from '../recurrence/live-preview.js';
import { RecurrenceFields } from '../recurrence/recurrence-fields.js';
import { recurrenceErrors } from '../recurrence/recurrence-problems.js';
import { isWholeRecurrence, recurrenceOf } from '../recurrence/recurrence-request.js';
import { recurrenceSchema } from '../recurrence/recurrence-schema.js';
import { CommandPicker } from '../scan-commands/command-picker.js';
import { WorkersPicker, readWorkers } from '../sites/workers-picker.js';
import { VisiblePipe } from '../text/pipes.js';
import { visibleText } from '../text/visible-text.js';
import { ownTimeZone } from '../text/zoned-time.js';
import { jitterWords, missedPolicies, overlapPolicies } from './run-words.js';
import { createRequestOf, newSchedule, scheduleDraft, updateRequestOf, type ScheduleDraft } from './schedule-draft.js';
import { SchedulePreviewPanel } from './schedule-preview-panel.js';

const ALL = { query: { page_size: 500 } };
const { jitterSeconds, timeLimitMinutes } = createScheduleRequest.shape;

/** Creates a schedule or, with an id in the path, changes one; shows its next runs meanwhile. */
@Component({
  selector: 'sf-schedule-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CommandPicker,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    Loading,
    PageHeader,
    RecurrenceFields,
    RouterLink,
    SchedulePreviewPanel,
    VisiblePipe,
    WorkersPicker,
  ],
  templateUrl: './schedule-editor.html',
  styleUrl: './schedule-editor.css',
})
export class ScheduleEditor {
  /** From the path; absent for a new schedule. */
  readonly scheduleId = input<string>();
  /** Id from the query: the site to begin with. */
  readonly site = input<string>();
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly schedule = load(schedulesApi.get, () => {
    const scheduleId = this.scheduleId();
    return scheduleId === undefined ? undefined : { params: { scheduleId } };
  });
  protected readonly sites = load(sitesApi.list, () => ALL);
  protected readonly commands = load(scanCommandsApi.list, () => ALL);
  private readonly pools = load(enginePoolsApi.list, () => ALL);
  private readonly engines = load(enginesApi.list, () => ALL);

  protected readonly priorities = Object.values(ScanPriority);
  protected readonly missedPolicies = missedPolicies;
  protected readonly overlapPolicies = overlapPolicies;
  protected readonly isReady = computed(() => this.scheduleId() === undefined || this.schedule.value() !== undefined);
  protected readonly back = computed(() => {
    const schedule = this.schedule.value();
    return schedule === undefined
      ? { label: 'Schedules', path: '/schedules' }
      : { label: schedule.name, path: `/schedules/${schedule.id}` };
  });

  private readonly draft = linkedSignal((): ScheduleDraft => {
    const schedule = this.schedule.value();
    return schedule === undefined
      ? newSchedule({ siteId: this.site() ?? '', now: new Date(), zone: ownTimeZone() })
      : scheduleDraft(schedule);
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
      required(path.siteId, { message: 'Choose the site.' });
      validateStandardSchema(path.maxRate, packetRate.nullable());
      validateStandardSchema(path.timeLimitMinutes, timeLimitMinutes.unwrap());
      required(path.jitterSeconds, { message: 'Give a number of seconds; 0 starts at once.' });
      validateStandardSchema(path.jitterSeconds, jitterSeconds.unwrap().nullable());
      apply(path.recurrence, recurrenceSchema);
    },
    { submission: sending(() => this.save()) },
  );

  protected readonly chosenSite = computed(() =>
    this.sites.value()?.data.find((site) => site.id === this.draft().siteId),
  );
  protected readonly commandBlank = computed(() => {
    const site = this.chosenSite();
    if (site === undefined) return 'The site\u2019s own, else the usual one';
    const own = site.defaultCommand;
    return own
      ? `The site\u2019s own: ${visibleText(own.name)}`
      : `The usual one${this.usual() && `: ${this.usual()}`}`;
  });
  /** Name of the command that runs where nobody names one. */
  private readonly usual = computed(() =>
    visibleText(this.commands.value()?.data.find(({ usual }) => usual)?.name ?? ''),
  );
  /** What runs without a choice, where it is not the site that says so. */
  protected readonly commandHint = computed(() =>
    this.chosenSite()?.defaultCommand === null && this.draft().commandId === ''
      ? `Its site names no command, so ${this.usual() || 'the usual one'} runs.`
      : '',
  );
  protected readonly poolsOfZone = computed(() => this.ofZone(this.pools.value()?.data ?? []));
  protected readonly enginesOfZone = computed(() => this.ofZone(this.engines.value()?.data ?? []));
  protected readonly jitter = computed(() => jitterWords(this.draft().jitterSeconds ?? 0));

  protected readonly preview = livePreview(schedulesApi.preview, () => {
    const { recurrence, siteId, workers } = this.draft();
    if (!this.isReady() || !isWholeRecurrence(recurrence)) return undefined;
    return {
      recurrence: recurrenceOf(recurrence),
      siteId: siteId || undefined,
      engineId: readWorkers(workers).engineId,
      scheduleId: this.scheduleId(),
    };
  });
  protected readonly translated = computed(() => this.preview.answer()?.recurrence.rules);

  private ofZone<Item extends { readonly zone: { readonly id: string } }>(items: readonly Item[]): readonly Item[] {
    const zoneId = this.chosenSite()?.zone.id;
    return zoneId === undefined ? items : items.filter((item) => item.zone.id === zoneId);
  }

  private async save(): Promise<TreeValidationResult> {
    const draft = this.draft();
    const before = this.schedule.value();
    try {
      const schedule =
        before === undefined
          ? await this.api.call(schedulesApi.create, { body: createRequestOf(draft) })
          : await this.api.call(schedulesApi.update, {
              params: { scheduleId: before.id },
              body: updateRequestOf(draft, before),
            });
      this.notices.tell(`Schedule ${schedule.name} ${before === undefined ? 'created' : 'saved'}.`);
      await this.router.navigate(['/schedules', schedule.id]);
      return undefined;
    } catch (error) {
      const names = { poolId: 'workers', engineId: 'workers' };
      return recurrenceErrors(error, { form: this.form, recurrence: this.form.recurrence, names });
    }
  }
}
