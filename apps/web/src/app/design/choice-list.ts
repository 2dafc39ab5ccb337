import { ChangeDetectionStrategy, Component, computed, input, model, signal } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { HostText } from '../text/host-text.js';

export interface Choice {
  readonly id: string;
  readonly name: string;
  /** What helps to choose, such as a state. */
  readonly hint?: string;
}

/** So many choices and more get a field to narrow them. */
const MANY = 12;

/** Any number of named things, as check boxes; the value is their ids. Ids that are no choice stay in the value. */
@Component({
  selector: 'sf-choice-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `
    <fieldset [disabled]="disabled()">
      <legend>
        {{ label() }} <small>{{ tally() }}</small>
      </legend>
      @if (isLong()) {
        <input
          class="input"
          type="search"
          placeholder="Name"
          autocomplete="off"
          spellcheck="false"
          [attr.aria-label]="'Narrow: ' + label()"
          (input)="narrow($event)"
          (keydown.enter)="$event.preventDefault()"
        />
      }
      <div class="choices">
        @for (choice of shown(); track choice.id) {
          <label class="choice">
            <input type="checkbox" [checked]="chosen().has(choice.id)" (change)="toggle(choice.id)" />
            <span class="name"><sf-text [value]="choice.name" /></span>
            @if (choice.hint) {
              <span class="dim">{{ choice.hint }}</span>
            }
          </label>
        } @empty {
          <p class="dim">{{ choices().length === 0 ? blank() : 'None has this in its name.' }}</p>
        }
      </div>
    </fieldset>
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    fieldset {
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend small {
      color: var(--text-faint);
      font-weight: 400;
    }
    .choices {
      max-height: 240px;
      padding: 2px 10px;
      overflow: auto;
      border: 1px solid var(--line-strong);
      border-radius: var(--corner);
      background: var(--sunken);
    }
    .input + .choices {
      margin-top: var(--gap-xs);
    }
    .choice > input {
      flex: none;
    }
    .name {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .choice .dim {
      margin-left: auto;
      white-space: nowrap;
    }
  `,
})
export class ChoiceList implements FormValueControl<readonly string[]> {
  readonly value = model<readonly string[]>([]);
  readonly disabled = input(false);
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  /** What stands where there is nothing to choose. */
  readonly blank = input('There is nothing to choose.');

  private readonly words = signal('');
  protected readonly chosen = computed(() => new Set(this.value()));
  protected readonly isLong = computed(() => this.choices().length >= MANY);
  protected readonly tally = computed(() => (this.value().length === 0 ? 'none' : `${this.value().length} chosen`));
  protected readonly shown = computed(() => {
    const words = this.words().trim().toLowerCase();
    return this.choices().filter((choice) => choice.name.toLowerCase().includes(words));
  });

  protected narrow(event: Event): void {
    this.words.set((event.target as HTMLInputElement).value);
  }

  protected toggle(id: string): void {
    this.value.update((ids) => (ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id]));
  }
}
