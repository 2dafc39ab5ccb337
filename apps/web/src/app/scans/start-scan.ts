import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import {
  FormField,
  FormRoot,
  form,
  hidden,
  required,
  validate,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { enginesApi, scanCommandsApi, scansApi, sitesApi, type CreateScanRequest } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { EnginePicker } from '../engines/engine-picker.js';
import { ArgvWords } from '../scan-commands/argv-words.js';
import { CommandPicker } from '../scan-commands/command-picker.js';
import { TargetEditor } from '../sites/target-editor.js';
import { CountOfPipe, VisiblePipe } from '../text/pipes.js';
import { visibleText } from '../text/visible-text.js';

const ALL = { query: { page_size: 500 } };

/** Says what to scan, how and where from, and starts it. Links can fill in any part by the query. */
@Component({
  selector: 'sf-start-scan',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ArgvWords,
    CommandPicker,
    CountOfPipe,
    EnginePicker,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    Icon,
    Loading,
    PageHeader,
    RouterLink,
    TargetEditor,
    VisiblePipe,
  ],
  templateUrl: './start-scan.html',
})
export class StartScan {
  /** Ids and targets from the query. */
  readonly site = input<string>();
  readonly targets = input<string>();
  readonly command = input<string>();
  readonly engine = input<string>();

  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  protected readonly sites = load(sitesApi.list, () => ALL);
  protected readonly commands = load(scanCommandsApi.list, () => ALL);
  protected readonly engines = load(enginesApi.list, () => ALL);
  protected readonly usableSites = computed(() => (this.sites.value()?.data ?? []).filter((site) => site.enabled));

  private readonly draft = linkedSignal(() => ({
    what: (this.targets() === undefined ? 'site' : 'targets') as 'site' | 'targets',
    siteId: this.site() ?? '',
    targets: this.targets() ?? '',
    commandId: this.command() ?? '',
    engineId: this.engine() ?? '',
  }));
  protected readonly form = form(
    this.draft,
    (path) => {
      hidden(path.siteId, ({ valueOf }) => valueOf(path.what) !== 'site');
      hidden(path.targets, ({ valueOf }) => valueOf(path.what) !== 'targets');
      required(path.siteId, { message: 'Choose the site.' });
      required(path.targets, { message: 'Name at least one target.' });
      validate(path.commandId, ({ value }) =>
        value() !== '' || this.chosenSite()?.defaultCommand
          ? undefined
          : { kind: 'required', message: 'Choose the command.' },
      );
    },
    { submission: { action: () => this.start() } },
  );

  protected readonly isForSite = computed(() => this.draft().what === 'site');
  protected readonly chosenSite = computed(() => {
    const { what, siteId } = this.draft();
    return what === 'site' ? this.usableSites().find((site) => site.id === siteId) : undefined;
  });
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
    return engines !== undefined && !engines.some((engine) => engine.online && engine.enabled);
  });

  private async start(): Promise<TreeValidationResult> {
    const { what, siteId, targets, commandId, engineId } = this.draft();
    const body: CreateScanRequest = {
      ...(what === 'site' ? { siteId } : { targets }),
      ...(commandId !== '' && { commandId }),
      ...(engineId !== '' && { engineId }),
    };
    try {
      const scan = await this.api.call(scansApi.create, { body });
      await this.router.navigate(['/scans', scan.id]);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
