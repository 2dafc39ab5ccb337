import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { enginesApi, systemApi } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { ChangeLines } from '../changes/change-lines.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { EngineState } from '../engines/engine-state.js';
import { reloadOn } from '../realtime/reload-on.js';
import { ScanLines } from '../scans/scan-lines.js';
import { HostText } from '../text/host-text.js';
import { CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { ActivityChart } from './activity-chart.js';
import { FirstRunGuide } from './first-run-guide.js';
import { PlansAndAlerts } from './plans-and-alerts.js';
import { TopPorts } from './top-ports.js';

@Component({
  selector: 'sf-dashboard',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    ActivityChart,
    ChangeLines,
    CountPipe,
    EngineState,
    FirstRunGuide,
    HostText,
    Icon,
    Loading,
    PageHeader,
    PlansAndAlerts,
    RouterLink,
    ScanLines,
    TopPorts,
    When,
  ],
  templateUrl: './dashboard.html',
  styleUrl: './dashboard.css',
})
export class DashboardPage {
  protected readonly session = inject(Session);
  protected readonly figures = load(systemApi.dashboard);
  protected readonly engines = load(enginesApi.list, () => ({ query: { page_size: 12 } }));
  protected readonly isNew = computed(() => {
    const figures = this.figures.value();
    return figures !== undefined && figures.hosts.total === 0 && figures.recentScans.length === 0;
  });

  constructor() {
    reloadOn(() => true, this.figures);
    reloadOn((event) => event.type === 'engine_changed' || event.type === 'shard_changed', this.engines);
  }
}
