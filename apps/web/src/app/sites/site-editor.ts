import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { FormField, FormRoot, form, validateStandardSchema, type TreeValidationResult } from '@angular/forms/signals';
import { Router, RouterLink } from '@angular/router';
import { description, displayName, enginesApi, scanCommandsApi, sitesApi, targetText } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { PageHeader } from '../design/page-header.js';
import { EnginePicker } from '../engines/engine-picker.js';
import { CommandPicker } from '../scan-commands/command-picker.js';
import { TargetEditor } from './target-editor.js';

const ALL = { query: { page_size: 500 } };

/** Creates a site or, with an id in the path, changes one. */
@Component({
  selector: 'sf-site-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CommandPicker,
    EnginePicker,
    Field,
    FormField,
    FormProblem,
    FormRoot,
    Loading,
    PageHeader,
    RouterLink,
    TargetEditor,
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
  protected readonly engines = load(enginesApi.list, () => ALL);
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
      defaultEngineId: site?.defaultEngine?.id ?? '',
    };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
      validateStandardSchema(path.targets, targetText);
    },
    { submission: { action: () => this.save() } },
  );

  private async save(): Promise<TreeValidationResult> {
    const draft = this.draft();
    const body = {
      ...draft,
      defaultCommandId: draft.defaultCommandId || null,
      defaultEngineId: draft.defaultEngineId || null,
    };
    const siteId = this.siteId();
    try {
      const site =
        siteId === undefined
          ? await this.api.call(sitesApi.create, { body })
          : await this.api.call(sitesApi.update, { params: { siteId }, body });
      this.notices.tell(siteId === undefined ? `Site ${site.name} created.` : `Site ${site.name} saved.`);
      await this.router.navigate(['/sites', site.id]);
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
