import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, linkedSignal, output } from '@angular/core';
import { Icon } from './icon.js';

const TYPING_PAUSE_MS = 250;

/** A search field that tells what to look for once the typing pauses. */
@Component({
  selector: 'sf-search-box',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <label class="search-box">
      <sf-icon name="search" />
      <span class="visually-hidden">{{ label() }}</span>
      <input
        type="search"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
        [placeholder]="label()"
        [value]="text()"
        (input)="type($event)"
      />
    </label>
  `,
})
export class SearchBox {
  readonly label = input('Search');
  readonly value = input<string | undefined>('');
  readonly searched = output<string>();
  protected readonly text = linkedSignal(() => this.value() ?? '');
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.pause));
  }

  protected type(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.searched.emit(text.trim()), TYPING_PAUSE_MS);
  }
}
