import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { FormField, FormRoot, form, validateStandardSchema, type TreeValidationResult } from '@angular/forms/signals';
import { displayName, enginePoolsApi, enginesApi, shardLimit, type Engine } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { load } from '../api/loadable.js';
import { problemErrors } from '../api/problem-errors.js';
import { sending } from '../api/sending.js';
import { ChoiceList, type Choice } from '../design/choice-list.js';
import { Field } from '../design/field.js';
import { FormProblem } from '../design/form-problem.js';
import { Loading } from '../design/loading.js';
import { Notices } from '../design/notices.js';
import { countOf } from '../text/format-count.js';

/** Name, limit and pools of an engine, for admins. */
@Component({
  selector: 'sf-engine-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ChoiceList, Field, FormField, FormProblem, FormRoot, Loading],
  template: `
    <section class="panel">
      <h2>Settings</h2>
      <form class="form" [formRoot]="form">
        <div class="form-row">
          <sf-field label="Name"
            ><input class="input" type="text" autocomplete="off" [formField]="form.name"
          /></sf-field>
          <sf-field label="Most shards at a time" [hint]="limitHint()">
            <input class="input" type="number" inputmode="numeric" [formField]="form.maxShards" />
          </sf-field>
        </div>
        <div>
          <sf-loading [of]="pools" [rows]="2" />
          @if (pools.value()) {
            <sf-choice-list
              label="Pools"
              blank="Its zone has no pools yet."
              [choices]="choices()"
              [formField]="form.poolIds"
            />
          }
        </div>
        <sf-form-problem [of]="form" />
        <div class="form-actions">
          <button type="submit" class="button primary" [disabled]="form().submitting() || !form().dirty()">
            Save settings
          </button>
        </div>
      </form>
    </section>
  `,
})
export class EngineSettings {
  readonly engine = input.required<Engine>();
  readonly changed = output<void>();
  private readonly api = inject(ApiClient);
  private readonly notices = inject(Notices);

  protected readonly pools = load(enginePoolsApi.list, () => ({
    query: { zone_id: this.zoneId(), page_size: 500 },
  }));
  /** Computeds of their own: the engine is heard of all the time, and that must not throw away what is being typed. */
  private readonly zoneId = computed(() => this.engine().zone.id);
  private readonly saved = computed(
    () => {
      const { name, maxShards, pools } = this.engine();
      return { name, maxShards, poolIds: pools.map((pool) => pool.id) };
    },
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly choices = computed<readonly Choice[]>(() =>
    (this.pools.value()?.data ?? []).map((pool) => ({
      id: pool.id,
      name: pool.name,
      hint: countOf(pool.engines.length, 'engine'),
    })),
  );
  protected readonly limitHint = computed(() => `Empty: as many as it has slots, ${this.engine().slots}.`);

  private readonly draft = linkedSignal(() => this.saved());
  protected readonly form = form(
    this.draft,
    (path) => {
      validateStandardSchema(path.name, displayName);
      validateStandardSchema(path.maxShards, shardLimit.nullable());
    },
    { submission: sending(() => this.save()) },
  );

  private async save(): Promise<TreeValidationResult> {
    const { name, maxShards, poolIds } = this.draft();
    const before = this.saved();
    // Only what was changed here: somebody else may have changed the rest meanwhile.
    const body = {
      ...(name !== before.name && { name }),
      ...(maxShards !== before.maxShards && { maxShards }),
      ...(String(poolIds) !== String(before.poolIds) && { poolIds: [...poolIds] }),
    };
    try {
      const engine = await this.api.call(enginesApi.update, { params: { engineId: this.engine().id }, body });
      this.notices.tell(`Settings of ${engine.name} saved.`);
      this.form().reset();
      this.changed.emit();
      return undefined;
    } catch (error) {
      return problemErrors(error, this.form);
    }
  }
}
