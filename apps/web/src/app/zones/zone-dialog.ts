import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { FormField, FormRoot, form, validateStandardSchema, type TreeValidationResult } from '@angular/forms/signals';
import { description, displayName, shardLimit, zonesApi, type Zone } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';

/** Creates a zone, or changes one. */
@Component({
  selector: 'sf-zone-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Field, FormField, FormProblem, FormRoot, Modal],
  template: `
    <dialog sfModal aria-labelledby="zone-title" (dismissed)="closed.emit()">
      <form class="modal-body" [formRoot]="form">
        <h2 id="zone-title">{{ isNew() ? 'New zone' : 'Edit zone' }}</h2>
        <sf-field label="Name"><input class="input" type="text" autocomplete="off" [formField]="form.name" /></sf-field>
        <sf-field label="Description">
          <textarea class="input" rows="3" [formField]="form.description"></textarea>
        </sf-field>
        <sf-field label="Most shards at a time" hint="Over all its engines and scans. Empty: no limit.">
          <input class="input" type="number" inputmode="numeric" [formField]="form.maxShards" />
        </sf-field>
        <sf-form-problem [of]="form" />
        <div class="modal-actions">
          <button type="button" class="button" (click)="closed.emit()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="form().submitting()">
            {{ isNew() ? 'Create zone' : 'Save zone' }}
          </button>
        </div>
      </form>
    </dialog>
  `,
})
export class ZoneDialog {
  readonly edited = input.required<Zone | 'new'>();
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);
  protected readonly isNew = computed(() => this.edited() === 'new');

  private readonly draft = linkedSignal(() => {
    const zone = this.edited();
    return zone === 'new'
      ? { name: '', description: '', maxShards: null as number | null }
      : { name: zone.name, description: zone.description, maxShards: zone.maxShards };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
      validateStandardSchema(path.maxShards, shardLimit.nullable());
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const edited = this.edited();
    const body = this.draft();
    try {
      const zone =
        edited === 'new'
          ? await this.api.call(zonesApi.create, { body })
          : await this.api.call(zonesApi.update, { params: { zoneId: edited.id }, body });
      this.notices.tell(edited === 'new' ? `Zone ${zone.name} created.` : `Zone ${zone.name} saved.`);
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.closed.emit();
    return undefined;
  }
}
