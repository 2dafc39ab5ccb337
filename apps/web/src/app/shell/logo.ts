import { ChangeDetectionStrategy, Component } from '@angular/core';

/** Five engines in formation. */
@Component({
  selector: 'sf-logo',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg viewBox="0 0 28 24" width="28" height="24" aria-hidden="true" focusable="false">
      <path class="lead" d="M14 2.5 18 10h-8z" />
      <path class="wing" d="M7.5 8 10.8 14.2H4.2zM20.5 8l3.3 6.2h-6.6z" />
      <path class="tail" d="M3.7 15.5 6.2 20H1.2zM24.3 15.5l2.5 4.5h-5z" />
    </svg>
  `,
})
export class Logo {}
