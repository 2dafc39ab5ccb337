import { ChangeDetectionStrategy, Component, input, linkedSignal } from '@angular/core';
import { sitesApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Loading } from '../design/loading.js';
import { HostText } from '../text/host-text.js';

/** Answers whether an address is scanned with a site, and which line or exclusion decides it. */
@Component({
  selector: 'sf-why-address',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, Loading],
  template: `
    <section class="panel">
      <h2>Is an address in?</h2>
      <form class="ask" (submit)="ask($event, field.value)">
        <input
          #field
          class="input mono-input"
          type="text"
          aria-label="Address"
          placeholder="10.0.0.7"
          maxlength="64"
          autocomplete="off"
          spellcheck="false"
        />
        <button type="submit" class="button">Ask</button>
      </form>
      <sf-loading [of]="verdict" [rows]="0" />
      @if (verdict.value(); as verdict) {
        <p class="answer" role="status">
          <span [class]="verdict.included ? 'badge good' : 'badge warn'"
            ><span class="word">{{ verdict.included ? 'scanned' : 'not scanned' }}</span></span
          >
          <sf-text [value]="verdict.explanation" />
        </p>
        <ul>
          @for (target of verdict.targets; track $index) {
            <li>
              line {{ target.line }}: <code><sf-text [value]="target.token" /></code>
            </li>
          }
          @for (exclusion of verdict.exclusions; track exclusion.id) {
            <li>
              excluded ({{ exclusion.scope }}): <code><sf-text [value]="exclusion.target" /></code>
              <span class="dim"><sf-text [value]="exclusion.reason" blank="" /></span>
            </li>
          }
        </ul>
      }
    </section>
  `,
  styles: `
    .ask {
      display: grid;
      grid-template-columns: 1fr auto;
      gap: var(--gap-s);
      margin-bottom: var(--gap-s);
    }
    .answer {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--gap-m);
    }
  `,
})
export class WhyAddress {
  readonly siteId = input.required<string>();
  private readonly address = linkedSignal({ source: this.siteId, computation: () => '' });
  protected readonly verdict = load(sitesApi.why, () => {
    const address = this.address();
    return address === '' ? undefined : { params: { siteId: this.siteId() }, query: { address } };
  });

  protected ask(event: Event, address: string): void {
    event.preventDefault();
    this.address.set(address.trim());
    this.verdict.reload();
  }
}
