import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Scan } from '@scanfleet/contracts';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { ResolvedNames } from './resolved-names.js';
import { WhyInScan } from './why-in-scan.js';

const SHOWN = 20_000;

/** The snapshot that a scan was planned from: later edits of site, command or exclusions don't change it. */
@Component({
  selector: 'sf-scan-plan',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, CountPipe, HostText, ResolvedNames, WhyInScan],
  template: `
    <sf-why-in-scan class="why" [scanId]="scan().id" />
    <div class="columns">
      <section class="panel">
        <h2>Targets</h2>
        <ul class="mono tall" tabindex="0">
          @for (target of scan().targets; track $index) {
            <li><sf-text [value]="target" /></li>
          }
        </ul>
      </section>
      <section class="panel">
        <h2>
          Excluded <small>{{ scan().excludedAddresses | countOf: 'address' : 'addresses' }}</small>
        </h2>
        <ul class="tall" tabindex="0">
          @for (excluded of scan().excluded; track $index) {
            <li>
              <span class="mono"><sf-text [value]="excluded.target" /></span>
              <span class="tag"><sf-text [value]="excluded.scope" /></span>
              <span class="dim"><sf-text [value]="excluded.reason" blank="" /></span>
            </li>
          } @empty {
            <li class="dim">Nothing was excluded.</li>
          }
        </ul>
      </section>
      @if (scan().resolvedNames.length > 0) {
        <section class="panel">
          <h2>Names, as resolved when planned</h2>
          <sf-resolved-names [names]="scan().resolvedNames" />
        </section>
      }
      <section class="panel">
        <h2>
          Planned
          <small>
            {{ scan().plannedAddresses | countOf: 'address' : 'addresses' }}, about
            {{ scan().plannedProbes | countOf: 'probe'
            }}{{ scan().droppedAddresses === '0' ? '' : '; ' + (scan().droppedAddresses | count) + ' excluded since' }}
          </small>
        </h2>
        <pre
          class="output"
          tabindex="0"
        ><sf-text layout="keep-lines" [value]="addressSet()" blank="no addresses" /></pre>
      </section>
    </div>
  `,
  styles: `
    .why {
      display: block;
      margin-bottom: var(--gap-l);
    }
    .tall {
      max-height: 320px;
      overflow: auto;
      overflow-wrap: anywhere;
    }
  `,
})
export class ScanPlan {
  readonly scan = input.required<Scan>();
  /** The set of a large scan has millions of characters, which no one reads and no browser lays out in time. */
  protected readonly addressSet = computed(() => {
    const text = this.scan().addressSet;
    const shown = text.length <= SHOWN ? text : `${text.slice(0, text.lastIndexOf(',', SHOWN))},…`;
    return shown.replaceAll(',', '\n');
  });
}
