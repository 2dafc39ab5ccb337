import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { FormField, FormRoot, form, validateStandardSchema, type TreeValidationResult } from '@angular/forms/signals';
import { description, displayName, enginePoolsApi, enginesApi, zonesApi, type EnginePool } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { ChoiceList, type Choice } from '../design/choice-list.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Modal } from '../design/modal.js';
import { Notices } from '../design/notices.js';
import { engineState } from '../engines/engine-state.js';
import { oldestZone } from '../zones/oldest-zone.js';
import { ZonePicker } from '../zones/zone-picker.js';

/** Creates a pool, or changes one. A pool stays in the zone that it was made in. */
@Component({
  selector: 'sf-pool-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoiceList, Field, FormField, FormProblem, FormRoot, Loading, Modal, ZonePicker],
  templateUrl: './pool-dialog.html',
})
export class PoolDialog {
  readonly edited = input.required<EnginePool | 'new'>();
  readonly saved = output<EnginePool>();
  readonly closed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly isNew = computed(() => this.edited() === 'new');
  protected readonly zones = load(zonesApi.list);
  protected readonly engines = load(enginesApi.list, () => ({ query: { page_size: 500 } }));

  private readonly draft = linkedSignal(() => {
    const pool = this.edited();
    return pool === 'new'
      ? { name: '', description: '', zoneId: '', engineIds: [] as readonly string[] }
      : {
          name: pool.name,
          description: pool.description,
          zoneId: pool.zone.id,
          engineIds: pool.engines.map((engine) => engine.id),
        };
  });
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.description, description);
    },
    { submission: sending(() => this.save()) },
  );

  private readonly zoneId = computed(() => this.draft().zoneId || oldestZone(this.zones.value()?.data ?? [])?.id);
  protected readonly choices = computed<readonly Choice[]>(() => {
    const ofZone = (this.engines.value()?.data ?? []).filter((engine) => engine.zone.id === this.zoneId());
    const listed = new Set(ofZone.map((engine) => engine.id));
    const pool = this.edited();
    const others = pool === 'new' ? [] : pool.engines.filter((engine) => !listed.has(engine.id));
    return [
      ...ofZone.map((engine) => ({ id: engine.id, name: engine.name, hint: engineState(engine).word })),
      ...others.map(({ id, name, online }) => ({ id, name, hint: online ? 'online' : 'offline' })),
    ];
  });

  private async save(): Promise<TreeValidationResult> {
    const edited = this.edited();
    const { name, description, zoneId, engineIds } = this.draft();
    // Engines that were chosen before the zone was changed are not among the choices any more.
    const offered = new Set(this.choices().map((choice) => choice.id));
    const body = { name, description, engineIds: engineIds.filter((id) => offered.has(id)) };
    try {
      const pool =
        edited === 'new'
          ? await this.api.call(enginePoolsApi.create, { body: { ...body, zoneId: zoneId || undefined } })
          : await this.api.call(enginePoolsApi.update, { params: { poolId: edited.id }, body });
      this.notices.tell(edited === 'new' ? `Pool ${pool.name} created.` : `Pool ${pool.name} saved.`);
      this.saved.emit(pool);
    } catch (error) {
      return problemErrors(error, this.form);
    }
    this.closed.emit();
    return undefined;
  }
}
