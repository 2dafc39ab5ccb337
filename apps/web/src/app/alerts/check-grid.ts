import { ChangeDetectionStrategy, Component, computed, input, model, output } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';

export interface GridChoice {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
}

/** A few known things to tick, in columns; the value is the ids of those that are, in the order of the choices. */
@Component({
  selector: 'sf-check-grid',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset (focusout)="touch.emit()">
      <legend>
        {{ label() }}
        <button type="button" class="link" [attr.aria-label]="label() + ': ' + switchWord()" (click)="switchAll()">
          {{ switchWord() }}
        </button>
      </legend>
      <div class="choices">
        @for (choice of choices(); track choice.id) {
          <label class="choice">
            <input type="checkbox" [checked]="chosen().has(choice.id)" (change)="toggle(choice.id)" />
            <span
              >{{ choice.name }}
              @if (choice.hint) {
                <span class="dim">{{ choice.hint }}</span>
              }
            </span>
          </label>
        }
      </div>
    </fieldset>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    .choices {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
      gap: 0 var(--gap-m);
    }
    .choice > input {
      flex: none;
    }
    .dim,
    .link {
      font-size: var(--text-s);
    }
    .link {
      margin-inline-start: 1ch;
    }
  `,
})
export class CheckGrid<Id extends string> implements FormValueControl<readonly Id[]> {
  readonly value = model<readonly Id[]>([]);
  readonly touch = output<void>();
  readonly label = input.required<string>();
  readonly choices = input.required<readonly (GridChoice & { readonly id: Id })[]>();

  protected readonly chosen = computed(() => new Set<string>(this.value()));
  protected readonly switchWord = computed(() => (this.value().length < this.choices().length ? 'all' : 'none'));

  protected toggle(id: Id): void {
    const chosen = this.chosen();
    this.keep((each) => (each === id ? !chosen.has(id) : chosen.has(each)));
  }

  protected switchAll(): void {
    const wanted = this.switchWord() === 'all';
    this.keep(() => wanted);
  }

  private keep(isWanted: (id: Id) => boolean): void {
    this.value.set(this.choices().flatMap(({ id }) => (isWanted(id) ? [id] : [])));
  }
}
