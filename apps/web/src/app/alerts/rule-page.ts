import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { alertRulesApi, type AlertRule } from '@scanfleet/contracts';
import { Session } from '../access/session.js';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { PageHeader } from '../design/page-header.js';
import { reloadOn } from '../realtime/reload-on.js';
import { Clock } from '../text/clock.js';
import { HostText } from '../text/host-text.js';
import { When } from '../text/when.js';
import { RehearsalPanel } from './rehearsal-panel.js';
import { RuleActions } from './rule-actions.js';
import { RuleChannels } from './rule-channels.js';
import { requestOfRule } from './rule-draft.js';
import { RuleFilterFacts } from './rule-filter-facts.js';
import { RuleMuteDialog } from './rule-mute-dialog.js';
import { RuleStateBadge } from './rule-state-badge.js';
import { ruleState } from './rule-state.js';

@Component({
  selector: 'sf-rule-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    HostText,
    Icon,
    Loading,
    PageHeader,
    RehearsalPanel,
    RouterLink,
    RuleChannels,
    RuleFilterFacts,
    RuleMuteDialog,
    RuleStateBadge,
    When,
  ],
  templateUrl: './rule-page.html',
  styles: `
    .words {
      overflow-wrap: anywhere;
    }
  `,
})
export class RulePage {
  /** From the path. */
  readonly ruleId = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly actions = inject(RuleActions);
  private readonly clock = inject(Clock);
  private readonly router = inject(Router);

  protected readonly rule = load(alertRulesApi.get, () => ({ params: { ruleId: this.ruleId() } }));
  protected readonly request = computed(() => {
    const rule = this.rule.value();
    return rule && requestOfRule(rule);
  });
  protected readonly isMuted = computed(() => {
    const rule = this.rule.value();
    return rule !== undefined && ruleState(rule, this.clock.now()).word === 'muted';
  });
  protected readonly muting = signal(false);

  constructor() {
    reloadOn((event) => event.type === 'alerts_changed', this.rule);
  }

  protected async act(deed: Promise<unknown>): Promise<void> {
    await deed;
    this.rule.reload();
  }

  protected finishMuting(): void {
    this.muting.set(false);
    this.rule.reload();
  }

  protected async remove(rule: AlertRule): Promise<void> {
    if (await this.actions.remove(rule)) await this.router.navigateByUrl('/alerts/rules');
  }
}
