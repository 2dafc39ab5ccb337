import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AlertRule } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { alertKindWords, eventWords } from './alert-words.js';

/** What a rule looks at, field by field. */
@Component({
  selector: 'sf-rule-filter-facts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [HostText, RouterLink],
  template: `
    <section class="panel">
      <h2>Looks at</h2>
      <dl class="facts">
        <dt>Scans</dt>
        <dd>{{ events() }}</dd>
        <dt>Changes</dt>
        <dd>{{ changes() }}</dd>
        <dt>Sites</dt>
        <dd>
          @for (site of rule().sites; track site.id) {
            <span class="site"
              ><a [routerLink]="['/sites', site.id]"><sf-text [value]="site.name" /></a
            ></span>
          } @empty {
            <span class="dim">all</span>
          }
        </dd>
        <dt>Addresses</dt>
        <dd class="mono"><sf-text layout="keep-lines" blank="all" [value]="rule().filter.addresses" /></dd>
        <dt>Ports</dt>
        <dd class="mono"><sf-text blank="all" [value]="rule().filter.ports" /></dd>
        <dt>Service</dt>
        <dd class="mono"><sf-text blank="all" [value]="rule().filter.service" /></dd>
        <dt>Host name</dt>
        <dd class="mono"><sf-text blank="all" [value]="rule().filter.hostName" /></dd>
      </dl>
    </section>
  `,
  styles: `
    .site:not(:last-child)::after {
      content: ', ';
    }
  `,
})
export class RuleFilterFacts {
  readonly rule = input.required<AlertRule>();
  protected readonly events = computed(() => joined(this.rule().events.map((event) => eventWords[event].label)));
  protected readonly changes = computed(() => joined(this.rule().changes.map((kind) => alertKindWords[kind].label)));
}

function joined(labels: readonly string[]): string {
  return labels.length === 0 ? 'none' : labels.join(', ');
}
