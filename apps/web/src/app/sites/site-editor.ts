import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  validate,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import {
  description,
  displayName,
  enginePoolsApi,
  enginesApi,
  packetRate,
  scanCommandsApi,
  shardLimit,
  sitesApi,
  targetText,
  zonesApi,
} from '@scanfleet/contracts';
import { mailListProblem, readMailList, writeMailList } from '../alerts/mail-list.js';
import { MailProblem } from '../alerts/mail-problem.js';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { CommandPicker } from '../scan-commands/command-picker.js';
import { oldestZone } from '../zones/oldest-zone.js';
import { ZonePicker } from '../zones/zone-picker.js';
import { TargetEditor } from './target-editor.js';
import { WorkersPicker, readWorkers, writeWorkers } from './workers-picker.js';

const ALL = { query: { page_size: 500 } };

/** Creates a site or, with an id in the path, changes one. */
@Component({
  selector: 'sf-site-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CommandPicker,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    Loading,
    MailProblem,
    PageHeader,
    RouterLink,
    TargetEditor,
    WorkersPicker,
    ZonePicker,
  ],
  templateUrl: './site-editor.html',
})
export class SiteEditor {
  /** From the path; absent for a new site. */
  readonly siteId = input<string>();
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly site = load(sitesApi.get, () => {
    const siteId = this.siteId();
    return siteId === undefined ? undefined : { params: { siteId } };
  });
  protected readonly commands = load(scanCommandsApi.list, () => ALL);
  protected readonly zones = load(zonesApi.list);
  private readonly pools = load(enginePoolsApi.list, () => ALL);
  private readonly engines = load(enginesApi.list, () => ALL);
  protected readonly isReady = computed(() => this.siteId() === undefined || this.site.value() !== undefined);
  protected readonly back = computed(() => {
    const site = this.site.value();
    return site === undefined ? { label: 'Sites', path: '/sites' } : { label: site.name, path: `/sites/${site.id}` };
  });

  private readonly draft = linkedSignal(() => {
    const site = this.site.value();
    return {
      name: site?.name ?? '',
      description: site?.description ?? '',
      targets: site?.targets ?? '',
      enabled: site?.enabled ?? true,
      defaultCommandId: site?.defaultCommand?.id ?? '',
      zoneId: '',
      workers: writeWorkers({ pool: site?.defaultPool, engine: site?.defaultEngine }),
      maxShards: site?.maxShards ?? null,
      maxRate: site?.maxRate ?? null,
      scanMailRecipients: writeMailList(site?.scanMailRecipients ?? []),
      differenceMailRecipients: writeMailList(site?.differenceMailRecipients ?? []),
    };
  });
  /** The zone in which the site lies or will lie. */
  private readonly zoneId = computed(
    () => this.site.value()?.zone.id ?? (this.draft().zoneId || oldestZone(this.zones.value()?.data ?? [])?.id),
  );
  /** A site that exists tells the console its zone. */
  protected readonly checkedZone = computed(() => (this.siteId() === undefined ? this.zoneId() : undefined));
  protected readonly poolsOfZone = computed(() =>
    (this.pools.value()?.data ?? []).filter((pool) => pool.zone.id === this.zoneId()),
  );
  protected readonly enginesOfZone = computed(() =>
    (this.engines.value()?.data ?? []).filter((engine) => engine.zone.id === this.zoneId()),
  );
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
      validateStandardSchema(path.targets, targetText);
      validateStandardSchema(path.maxShards, shardLimit.nullable());
      validateStandardSchema(path.maxRate, packetRate.nullable());
      validate(path.scanMailRecipients, ({ value }) => mailListProblem(value()));
      validate(path.differenceMailRecipients, ({ value }) => mailListProblem(value()));
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { zoneId, workers, defaultCommandId, ...draft } = this.draft();
    const { poolId, engineId } = readWorkers(workers);
    const body = {
      ...draft,
      defaultCommandId: defaultCommandId || null,
      defaultPoolId: poolId ?? null,
      defaultEngineId: engineId ?? null,
      scanMailRecipients: readMailList(draft.scanMailRecipients),
      differenceMailRecipients: readMailList(draft.differenceMailRecipients),
    };
    const siteId = this.siteId();
    try {
      const site =
        siteId === undefined
          ? await this.api.call(sitesApi.create, { body: { ...body, zoneId: zoneId || undefined } })
          : await this.api.call(sitesApi.update, { params: { siteId }, body });
      this.notices.tell(siteId === undefined ? `Site ${site.name} created.` : `Site ${site.name} saved.`);
      await this.router.navigate(['/sites', site.id]);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
