import { Clipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { Icon } from './icon.js';

const SAYS_SO_MS = 2000;

/** Copies a text; works without HTTPS too, where the browser's own clipboard API does not. */
@Component({
  selector: 'sf-copy-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `
    <button type="button" class="button small" (click)="copy()">
      <sf-icon [name]="done() ? 'check' : 'copy'" />{{ done() ? 'Copied' : label() }}
    </button>
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  readonly label = input('Copy');
  protected readonly done = signal(false);
  private readonly clipboard = inject(Clipboard);

  protected copy(): void {
    this.done.set(this.clipboard.copy(this.text()));
    setTimeout(() => this.done.set(false), SAYS_SO_MS);
  }
}
