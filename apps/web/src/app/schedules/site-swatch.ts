import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** The colour of a site in the calendar, beside its name. */
@Component({
  selector: 'sf-site-swatch',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span aria-hidden="true" [class]="'swatch hue-' + hue()"></span>`,
  styles: `
    .swatch {
      display: inline-block;
      width: 9px;
      height: 9px;
      border-radius: 2px;
      background: var(--swatch);
    }
    .hue-0 {
      --swatch: light-dark(#0b6a8f, #63b8e0);
    }
    .hue-1 {
      --swatch: light-dark(#9a5a00, #e8a94a);
    }
    .hue-2 {
      --swatch: light-dark(#1f7a48, #6ccf98);
    }
    .hue-3 {
      --swatch: light-dark(#7a3f9d, #c29ae6);
    }
    .hue-4 {
      --swatch: light-dark(#b03a5b, #f090ac);
    }
    .hue-5 {
      --swatch: light-dark(#5d6b16, #b9c95c);
    }
    .hue-6 {
      --swatch: light-dark(#3c5bb0, #94aff5);
    }
    .hue-7 {
      --swatch: light-dark(#8a4a35, #dba28c);
    }
  `,
})
export class SiteSwatch {
  readonly hue = input.required<number>();
}
