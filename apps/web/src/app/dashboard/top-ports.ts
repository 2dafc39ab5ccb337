import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Dashboard } from '@scanfleet/contracts';
import { CountPipe } from '../text/pipes.js';

/** The ports that are open on most hosts; each leads to those hosts. */
@Component({
  selector: 'sf-top-ports',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, RouterLink],
  template: `
    <ol>
      @for (row of rows(); track row.name) {
        <li>
          <a class="mono" routerLink="/hosts" [queryParams]="{ port: row.port }">{{ row.name }}</a>
          <span class="track" aria-hidden="true"><span class="length" [style.width.%]="row.share"></span></span>
          <span class="hosts">{{ row.hosts | count }}<span class="visually-hidden"> hosts</span></span>
        </li>
      }
    </ol>
  `,
  styles: `
    li {
      display: grid;
      grid-template-columns: 9ch minmax(0, 1fr) 6ch;
      align-items: center;
      gap: var(--gap-s);
      min-height: 24px;
    }
    a {
      color: var(--text);
      text-decoration: none;
    }
    a:hover {
      color: var(--brass);
      text-decoration: underline;
    }
    .track {
      height: 8px;
      background: var(--sunken);
    }
    .length {
      display: block;
      height: 100%;
      background: color-mix(in srgb, var(--brass) 70%, var(--panel));
    }
    .hosts {
      color: var(--text-dim);
      text-align: right;
    }
  `,
})
export class TopPorts {
  readonly ports = input.required<Dashboard['topPorts']>();
  protected readonly rows = computed(() => {
    const most = Math.max(1, ...this.ports().map((port) => port.hosts));
    return this.ports().map((port) => ({
      ...port,
      name: `${port.port}/${port.protocol}`,
      share: (port.hosts / most) * 100,
    }));
  });
}
