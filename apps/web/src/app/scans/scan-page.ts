import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { scanResultsQuery, scansApi, type RealtimeEvent } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ScanActions } from './scan-actions.js';
import { ScanPlan } from './scan-plan.js';
import { ScanProgressPanel } from './scan-progress-panel.js';
import { ScanResults } from './scan-results.js';
import { ScanStateBadge } from './scan-state-badge.js';
import { hasEnded } from './scan-words.js';
import { ShardList } from './shard-list.js';

const VIEWS = ['hosts', 'shards', 'plan'] as const;

@Component({
  selector: 'sf-scan-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CountPipe,
    HostText,
    Icon,
    Loading,
    PageHeader,
    RouterLink,
    ScanPlan,
    ScanProgressPanel,
    ScanResults,
    ScanStateBadge,
    ShardList,
    When,
  ],
  templateUrl: './scan-page.html',
  styleUrl: './scan-page.css',
})
export class ScanPage {
  /** From the path. */
  readonly scanId = input.required<string>();
  /** From the query. */
  readonly view = input<string>();

  protected readonly session = inject(Session);
  protected readonly actions = inject(ScanActions);
  protected readonly list = listState(scanResultsQuery);
  protected readonly scan = load(scansApi.get, () => ({ params: { scanId: this.scanId() } }));
  protected readonly results = load(scansApi.results, () => ({
    params: { scanId: this.scanId() },
    query: this.list.query(),
  }));

  protected readonly shownView = computed(() => VIEWS.find((view) => view === this.view()) ?? 'hosts');
  protected readonly name = computed(() => {
    const scan = this.scan.value();
    return scan === undefined ? 'Scan' : (scan.site?.name ?? scan.targetSummary);
  });
  protected readonly may = computed(() => {
    const scan = this.scan.value();
    const operates = this.session.mayOperate() && scan !== undefined;
    return {
      pause: operates && (scan.state === 'running' || scan.state === 'planned'),
      resume: operates && scan.state === 'paused',
      stop: operates && !hasEnded(scan.state),
      repeat: operates && hasEnded(scan.state),
      remove: operates && hasEnded(scan.state),
    };
  });
  /** The query that asks for the same again. */
  protected readonly repeatQuery = computed(() => {
    const scan = this.scan.value();
    if (scan === undefined) return {};
    const what = scan.site ? { site: scan.site.id } : { targets: scan.targets.join('\n') };
    return { ...what, command: scan.command.id ?? undefined };
  });

  constructor() {
    const isOurs = (event: RealtimeEvent): boolean => 'scanId' in event && event.scanId === this.scanId();
    reloadOn(isOurs, this.scan);
    reloadOn((event) => isOurs(event) && event.type !== 'shard_changed', this.results);
  }

  /** The state comes with the next event too, but whoever pressed the button wants to see it now. */
  protected async act(deed: Promise<void>): Promise<void> {
    await deed;
    this.scan.reload();
  }
}
