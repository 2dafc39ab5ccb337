import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { ScanSummary } from '@scanfleet/contracts';
import type { ListQuery, ListState } from '../api/list-state.js';
import { RowKeys } from '../design/row-keys.js';
import { SortHeader } from '../design/sort-header.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ProgressScale } from './progress-scale.js';
import { ScanStateBadge } from './scan-state-badge.js';
import { scanStateWords } from './scan-words.js';

/** Scans as rows. With `list`, its columns can be sorted. */
@Component({
  selector: 'sf-scan-lines',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, HostText, ProgressScale, RouterLink, RowKeys, ScanStateBadge, SortHeader, When],
  templateUrl: './scan-lines.html',
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
      isActive: scan.state === 'running' || scan.state === 'paused',
    })),
  );
}
