import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ScanSummary } from '@scanfleet/contracts';
import type { ListQuery, ListState } from '../api/list-state.js';
import { Icon } from '../design/icon.js';
import { RowKeys } from '../design/row-keys.js';
import { SortHeader } from '../design/sort-header.js';
import { formatMoment } from '../text/format-time.js';
import { HostText } from '../text/host-text.js';
import { CountPipe, VisiblePipe } from '../text/pipes.js';
import { visibleText } from '../text/visible-text.js';
import { When } from '../text/when.js';
import { ProgressScale } from './progress-scale.js';
import { ScanStateBadge } from './scan-state-badge.js';
import { scanStateWords } from './scan-words.js';

/** Scans as rows. With `list`, its columns can be sorted. */
@Component({
  selector: 'sf-scan-lines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CountPipe,
    HostText,
    Icon,
    ProgressScale,
    RouterLink,
    RowKeys,
    ScanStateBadge,
    SortHeader,
    VisiblePipe,
    When,
  ],
  templateUrl: './scan-lines.html',
  styles: `
    .held {
      color: var(--warn);
    }
    @media (width > 640px) {
      td.clip.by {
        max-width: 76px;
      }
    }
    @media (width > 1520px) {
      td.clip.by {
        max-width: 180px;
      }
    }
  `,
})
export class ScanLines {
  readonly scans = input.required<readonly ScanSummary[]>();
  readonly list = input<Pick<ListState<ListQuery>, 'query' | 'sortBy'>>();
  readonly detail = input<'full' | 'brief'>('full');

  protected readonly lines = computed(() =>
    this.scans().map((scan) => ({
      scan,
      name: scan.site?.name ?? scan.targetSummary,
      tone: scanStateWords(scan).tone,
      held: scan.blackout === null ? '' : heldWords(scan.blackout),
      isActive: scan.state === 'running' || scan.state === 'paused',
    })),
  );
}

function heldWords({ name, until }: NonNullable<ScanSummary['blackout']>): string {
  return `Paused by the blackout ${visibleText(name)} until ${formatMoment(new Date(until))}`;
}
