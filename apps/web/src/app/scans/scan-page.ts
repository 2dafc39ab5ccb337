import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ScanPriority, scanResultsQuery, scansApi, type RealtimeEvent, type Scan } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { listState } from '../api/list-state.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { formatCount } from '../text/format-count.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { Zoned } from '../text/zoned.js';
import { ownTimeZone } from '../text/zoned-time.js';
import { ScanActions } from './scan-actions.js';
import { ScanDownloads } from './scan-downloads.js';
import { ScanPlan } from './scan-plan.js';
import { ScanProgressPanel } from './scan-progress-panel.js';
import { ScanResults } from './scan-results.js';
import { ScanStateBadge } from './scan-state-badge.js';
import { hasEnded, priorityOf, wholeMinutes } from './scan-words.js';
import { ShardList } from './shard-list.js';

const VIEWS = ['hosts', 'shards', 'plan', 'reports'] as const;

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
    ScanDownloads,
    ScanPlan,
    ScanProgressPanel,
    ScanResults,
    ScanStateBadge,
    ShardList,
    When,
    Zoned,
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

  protected readonly zone = ownTimeZone();
  protected readonly priorities = Object.values(ScanPriority);
  /** From a press of a button until the page shows what came of it: meanwhile no other is taken. */
  private readonly deed = signal<'none' | 'under way' | 'done'>('none');
  protected readonly isActing = computed(() => this.deed() !== 'none');
  protected readonly isOver = computed(() => hasEnded(this.scan.value()?.state ?? 'planned'));

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
      // What a blackout holds goes on by itself; until then the console refuses.
      resume: operates && scan.state === 'paused' && scan.blackout === null,
      retry: operates && scan.state !== 'cancelled' && scan.shards.some((shard) => shard.state === 'failed'),
      prioritise: operates && !hasEnded(scan.state),
      stop: operates && !hasEnded(scan.state),
      repeat: operates && hasEnded(scan.state),
      remove: operates && hasEnded(scan.state),
    };
  });
  /** What narrows it, rate, order and time limit, where they were asked for. */
  protected readonly terms = computed(() => {
    const scan = this.scan.value();
    if (scan === undefined) return '';
    const { liveHostsOnly, maxRate, randomised, timeLimitMinutes } = scan;
    return [
      liveHostsOnly ? 'only known hosts that are not gone' : '',
      maxRate === null ? '' : `at most ${formatCount(maxRate)} packets a second`,
      randomised ? 'in random order' : '',
      timeLimitMinutes === null ? '' : `for at most ${wholeMinutes(timeLimitMinutes)}`,
    ]
      .filter((term) => term !== '')
      .join(', ');
  });
  /** The query that asks for the same again. */
  protected readonly repeatQuery = computed(() => {
    const scan = this.scan.value();
    if (scan === undefined) return {};
    const what = scan.site ? { site: scan.site.id } : { targets: scan.targets.join('\n'), zone: scan.zone.id };
    return {
      ...what,
      command: scan.command.id ?? undefined,
      pool: scan.pool?.id,
      engine: scan.pool ? undefined : scan.engine?.id,
      priority: scan.priority === 'normal' ? undefined : scan.priority,
      rate: scan.maxRate ?? undefined,
      minutes: scan.timeLimitMinutes ?? undefined,
      randomised: scan.randomised ? true : undefined,
      live: scan.liveHostsOnly ? true : undefined,
    };
  });

  constructor() {
    const isOurs = (event: RealtimeEvent): boolean => 'scanId' in event && event.scanId === this.scanId();
    reloadOn(isOurs, this.scan);
    reloadOn((event) => isOurs(event) && event.type !== 'shard_changed', this.results);
    effect(() => {
      if (this.deed() === 'done' && !this.scan.loading()) this.deed.set('none');
    });
  }

  protected act(deed: 'pause' | 'resume' | 'stop' | 'retry' | 'remove', scan: Scan): Promise<void> {
    return this.once(() => this.actions[deed](scan));
  }

  protected async prioritise(scan: Scan, select: HTMLSelectElement): Promise<void> {
    const priority = priorityOf(select.value);
    if (priority === undefined) return;
    await this.once(async () => {
      if (!(await this.actions.prioritise(scan, priority))) select.value = scan.priority;
    });
  }

  /** The state comes with the next event too, but whoever pressed the button wants to see it now. */
  private async once(deed: () => Promise<unknown>): Promise<void> {
    if (this.isActing()) return;
    this.deed.set('under way');
    await deed();
    this.scan.reload();
    this.deed.set('done');
  }
}
