import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { blackoutsApi } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { reloadOn } from '../realtime/reload-on.js';
import { Clock } from '../text/clock.js';
import { formatDuration } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe } from '../text/pipes.js';
import { Zoned } from '../text/zoned.js';
import { ownTimeZone } from '../text/zoned-time.js';

/** Says on every page that nothing is scanned, while a blackout for everything is open. */
@Component({
  selector: 'sf-blackout-banner',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, HostText, Icon, RouterLink, Zoned],
  template: `
    @for (each of open(); track each.blackout.id) {
      <p class="note warn" role="status">
        <sf-icon name="blackouts" />
        <span
          ><strong>Nothing is scanned</strong>: the blackout
          <a routerLink="/blackouts"><sf-text [value]="each.blackout.name" /></a> is open until
          <sf-zoned [at]="each.until" [zone]="zone" />, {{ each.left }} left.
          @if (each.blackout.pausedScans > 0) {
            It holds {{ each.blackout.pausedScans | countOf: 'scan' }} paused.
          }
          <span class="dim"><sf-text [value]="each.blackout.reason" blank="" /></span>
        </span>
      </p>
    }
  `,
  styles: `
    .note {
      margin-bottom: var(--gap-m);
      overflow-wrap: anywhere;
    }
  `,
})
export class BlackoutBanner {
  private readonly clock = inject(Clock);
  private readonly blackouts = load(blackoutsApi.list, () => ({
    query: { scope: 'global' as const, sort_by: 'windowStart' as const, page_size: 100 },
  }));
  protected readonly zone = ownTimeZone();
  protected readonly open = computed(() =>
    (this.blackouts.value()?.data ?? []).flatMap((blackout) => {
      const until = blackout.active ? blackout.window?.end : undefined;
      const left = Date.parse(until ?? '') - this.clock.now();
      return until !== undefined && left > 0 ? [{ blackout, until, left: formatDuration(left) }] : [];
    }),
  );

  constructor() {
    reloadOn((event) => event.type === 'blackouts_changed', this.blackouts);
  }
}
