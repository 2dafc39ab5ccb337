import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Scan } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';

/** Host names of a plan with the addresses that they had, or why they had none. */
@Component({
  selector: 'sf-resolved-names',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText],
  template: `
    <ul class="names" tabindex="0" aria-label="Resolved names">
      @for (name of names(); track $index) {
        <li>
          <sf-text [value]="name.name" />
          <span class="mono dim">
            @for (address of name.addresses; track $index) {
              <sf-text [value]="address" />{{ $last ? '' : ', ' }}
            }
          </span>
          @if (name.error; as error) {
            <span class="error"><sf-text [value]="error" /></span>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    .names {
      max-height: 320px;
      overflow: auto;
      overflow-wrap: anywhere;
    }
    .error {
      color: var(--bad);
    }
  `,
})
export class ResolvedNames {
  readonly names = input.required<Scan['resolvedNames']>();
}
