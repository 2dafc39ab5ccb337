import { ChangeDetectionStrategy, Component, effect, inject, input } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import { HostText } from '../text/host-text.js';
import { visibleText } from '../text/visible-text.js';

/** Name of the page, the way up, and what can be done here. Names the browser's tab too. */
@Component({
  selector: 'sf-page-header',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, RouterLink],
  template: `
    <header class="page-header">
      <div class="page-name">
        @if (up(); as up) {
          <a class="way-up" [routerLink]="up.path"><sf-text [value]="up.label" /></a>
        }
        <h1 tabindex="-1" [class.address]="kind() === 'address'"><sf-text [value]="name()" /></h1>
        <ng-content select="[aside]" />
      </div>
      <div class="page-actions"><ng-content /></div>
    </header>
  `,
})
export class PageHeader {
  readonly name = input.required<string>();
  readonly kind = input<'words' | 'address'>('words');
  readonly up = input<{ readonly label: string; readonly path: string }>();
  private readonly title = inject(Title);

  constructor() {
    effect(() => this.title.setTitle(`${visibleText(this.name())} · Scanfleet`));
  }
}
