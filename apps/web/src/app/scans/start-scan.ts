import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
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
import { RouterLink } from '@angular/router';
import {
  ScanPriority,
  createScanRequest,
  enginePoolsApi,
  enginesApi,
  packetRate,
  scanCommandsApi,
  sitesApi,
  zonesApi,
} from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { ArgvWords } from '../scan-commands/argv-words.js';
import { CommandPicker } from '../scan-commands/command-picker.js';
import { TargetEditor } from '../sites/target-editor.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, VisiblePipe } from '../text/pipes.js';
import { visibleText } from '../text/visible-text.js';
import { ScanActions } from './scan-actions.js';
import { isComplete, scanRequestOf, type ScanDraft } from './scan-draft.js';
import { ScanPreviewPanel } from './scan-preview-panel.js';
import { numberOf, priorityOf } from './scan-words.js';

const ALL = { query: { page_size: 500 } };

/** Says what to scan, how and where from, shows what that would be, and starts it. Links can fill in any part by the query. */
@Component({
  selector: 'sf-start-scan',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ArgvWords,
    CommandPicker,
    CountOfPipe,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    HostText,
    Icon,
    Loading,
    PageHeader,
    RouterLink,
    ScanPreviewPanel,
    TargetEditor,
    VisiblePipe,
  ],
  templateUrl: './start-scan.html',
  styles: `
    .picked {
      margin-top: var(--gap-s);
    }
  `,
})
export class StartScan {
  /** Ids and targets from the query. */
  readonly site = input<string>();
  readonly targets = input<string>();
  readonly zone = input<string>();
  readonly command = input<string>();
  readonly pool = input<string>();
  readonly engine = input<string>();
  readonly priority = input<string>();
  /** Packets a second. */
  readonly rate = input<string>();
  /** Time limit in minutes. */
  readonly minutes = input<string>();
  readonly randomised = input<string>();
  readonly live = input<string>();

  private readonly actions = inject(ScanActions);
  protected readonly sites = load(sitesApi.list, () => ALL);
  protected readonly commands = load(scanCommandsApi.list, () => ALL);
  protected readonly engines = load(enginesApi.list, () => ALL);
  protected readonly pools = load(enginePoolsApi.list, () => ALL);
  private readonly zones = load(zonesApi.list);
  protected readonly priorities = Object.values(ScanPriority);
  protected readonly usableSites = computed(() => (this.sites.value()?.data ?? []).filter((site) => site.enabled));

  private readonly draft = linkedSignal((): ScanDraft => ({
    what: this.targets() === undefined ? 'site' : 'targets',
    siteId: this.site() ?? '',
    targets: this.targets() ?? '',
    zoneId: this.zone() ?? '',
    commandId: this.command() ?? '',
    where: this.pool() ? 'pool' : this.engine() ? 'engine' : 'usual',
    poolId: this.pool() ?? '',
    engineId: this.engine() ?? '',
    priority: priorityOf(this.priority()) ?? ScanPriority.Normal,
    maxRate: numberOf(this.rate()),
    timeLimitMinutes: numberOf(this.minutes()),
    randomised: this.randomised() === 'true',
    liveHostsOnly: this.live() === 'true',
  }));
  protected readonly form = form(
    this.draft,
    (path) => {
      hidden(path.siteId, ({ valueOf }) => valueOf(path.what) !== 'site');
      hidden(path.targets, ({ valueOf }) => valueOf(path.what) !== 'targets');
      hidden(path.poolId, ({ valueOf }) => valueOf(path.where) !== 'pool');
      hidden(path.engineId, ({ valueOf }) => valueOf(path.where) !== 'engine');
      required(path.siteId, { message: 'Choose the site.' });
      required(path.targets, { message: 'Name at least one target.' });
      required(path.poolId, { message: 'Choose the pool.' });
      required(path.engineId, { message: 'Choose the engine.' });
      validate(path.commandId, ({ value }) =>
        value() !== '' || this.chosenSite()?.defaultCommand
          ? undefined
          : { kind: 'required', message: 'Choose the command.' },
      );
      validateStandardSchema(path.maxRate, packetRate.nullable());
      validateStandardSchema(path.timeLimitMinutes, createScanRequest.shape.timeLimitMinutes.unwrap().nullable());
    },
    { submission: sending(() => this.start()) },
  );

  protected readonly isForSite = computed(() => this.draft().what === 'site');
  protected readonly where = computed(() => this.draft().where);
  protected readonly chosenSite = computed(() => {
    const { what, siteId } = this.draft();
    return what === 'site' ? this.usableSites().find((site) => site.id === siteId) : undefined;
  });
  /** Who scans when nobody is named. */
  protected readonly usualEngines = computed(
    () => this.chosenSite()?.defaultPool ?? this.chosenSite()?.defaultEngine ?? undefined,
  );
  /** Zones to choose from: a site has its own, and where there is one there is no choice. */
  protected readonly choosableZones = computed(() => {
    const zones = this.zones.value()?.data ?? [];
    return !this.isForSite() && this.where() === 'usual' && zones.length > 1 ? zones : [];
  });
  protected readonly engineChoices = computed(() =>
    (this.engines.value()?.data ?? []).map((engine) => ({
      id: engine.id,
      disabled: !engine.enabled || !engine.approved,
      label: `${visibleText(engine.name)} (${engine.online ? 'online' : 'offline'})`,
    })),
  );
  protected readonly commandBlank = computed(() => {
    const usual = this.chosenSite()?.defaultCommand;
    return usual ? `The site's own: ${visibleText(usual.name)}` : 'Choose…';
  });
  protected readonly chosenCommand = computed(() => {
    const id = this.draft().commandId || this.chosenSite()?.defaultCommand?.id;
    return this.commands.value()?.data.find((command) => command.id === id);
  });
  protected readonly noEngine = computed(() => {
    const engines = this.engines.value()?.data;
    return engines !== undefined && !engines.some((engine) => engine.online && engine.enabled && engine.approved);
  });
  /** Undefined while the console could not plan it. */
  protected readonly request = computed(() => {
    const request = scanRequestOf(this.draft());
    return this.chosenCommand() !== undefined && isComplete(request) ? request : undefined;
  });

  private async start(): Promise<TreeValidationResult> {
    try {
      await this.actions.startOrRefuse(scanRequestOf(this.draft()));
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
