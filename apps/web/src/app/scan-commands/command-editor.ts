import { ChangeDetectionStrategy, Component, computed, debounced, inject, input, linkedSignal } from '@angular/core';
import {
  FormField,
  FormRoot,
  disabled,
  form,
  hidden,
  validateStandardSchema,
  type TreeValidationResult,
} from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import {
  createScanCommandRequest,
  description,
  displayName,
  scanCommandsApi,
  type ScannerName,
} from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { ProblemPanel } from '../design/problem-panel.js';
import { HostText } from '../text/host-text.js';
import { ArgvWords } from './argv-words.js';

const TYPING_PAUSE_MS = 300;
const EXAMPLES: Readonly<Record<ScannerName, string>> = {
  nmap: '-sS -sV --top-ports 200 -T4',
  masscan: '-p1-65535 --rate 10000',
};

/** Creates a scan command or, with an id in the path, changes one; the argv is shown while the options are typed. */
@Component({
  selector: 'sf-command-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ArgvWords,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    HostText,
    Icon,
    Loading,
    PageHeader,
    ProblemPanel,
    RouterLink,
  ],
  templateUrl: './command-editor.html',
  styleUrl: './command-editor.css',
})
export class CommandEditor {
  /** From the path; absent for a new command. */
  readonly commandId = input<string>();
  private readonly api = inject(ApiClient);
  private readonly router = inject(Router);
  private readonly notices = inject(Notices);

  protected readonly command = load(scanCommandsApi.get, () => {
    const commandId = this.commandId();
    return commandId === undefined ? undefined : { params: { commandId } };
  });
  protected readonly isReady = computed(() => this.commandId() === undefined || this.command.value() !== undefined);
  protected readonly back = computed(() => {
    const command = this.command.value();
    return command === undefined
      ? { label: 'Commands', path: '/commands' }
      : { label: command.name, path: `/commands/${command.id}` };
  });

  private readonly draft = linkedSignal(() => {
    const command = this.command.value();
    return {
      name: command?.name ?? '',
      description: command?.description ?? '',
      scanner: command?.scanner ?? ('nmap' as ScannerName),
      options: command?.options ?? '',
      hasFollowUp: command !== undefined && command.followUp !== null,
      followUp: command?.followUp ?? '',
    };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
      validateStandardSchema(path.options, createScanCommandRequest.shape.options);
      hidden(path.followUp, ({ valueOf }) => !valueOf(path.hasFollowUp));
      validateStandardSchema(path.followUp, createScanCommandRequest.shape.options);
      // Options of one scanner mean nothing to the other, so the scanner of a command stays.
      disabled(path.scanner, () => this.commandId() !== undefined);
    },
    { submission: sending(() => this.save()) },
  );

  protected readonly hasFollowUp = computed(() => this.draft().hasFollowUp);
  private readonly asked = computed(() => ({ ...stagesOf(this.draft()), scanner: this.draft().scanner }), {
    equal: (a, b) => a.scanner === b.scanner && a.options === b.options && a.followUp === b.followUp,
  });
  private readonly settled = debounced(this.asked, TYPING_PAUSE_MS);
  protected readonly check = load(scanCommandsApi.check, () =>
    this.settled.hasValue() ? { body: this.settled.value() } : undefined,
  );
  private readonly issues = computed(() => this.check.value()?.issues ?? []);
  protected readonly followUpIssues = computed(() => this.issues().filter((issue) => isOfFollowUp(issue.path)));
  protected readonly optionIssues = computed(() => this.issues().filter((issue) => !isOfFollowUp(issue.path)));
  /** The second stage as it was checked; nothing while the newest answer is of a command without one. */
  protected readonly followUpArgv = computed(() =>
    this.followUpIssues().length === 0 ? (this.check.value()?.followUpArgv ?? undefined) : undefined,
  );
  protected readonly isChecking = computed(() => this.check.loading() || this.settled.isLoading());
  protected readonly example = computed(() => EXAMPLES[this.draft().scanner]);

  private async save(): Promise<TreeValidationResult> {
    const { scanner, name, description } = this.draft();
    const changes = { name, description, ...stagesOf(this.draft()) };
    const commandId = this.commandId();
    try {
      const command =
        commandId === undefined
          ? await this.api.call(scanCommandsApi.create, { body: { scanner, ...changes } })
          : await this.api.call(scanCommandsApi.update, { params: { commandId }, body: changes });
      this.notices.tell(`Command ${command.name} saved.`);
      await this.router.navigate(['/commands', command.id]);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}

/** Options of the first stage, and of the second where there is one. */
function stagesOf(draft: { readonly options: string; readonly hasFollowUp: boolean; readonly followUp: string }): {
  readonly options: string;
  readonly followUp: string | null;
} {
  return { options: draft.options, followUp: draft.hasFollowUp ? draft.followUp : null };
}

function isOfFollowUp(path: string): boolean {
  return path.replace(/^body[./]/, '') === 'followUp';
}
