import { Service, inject } from '@angular/core';
import { alertRulesApi, type AlertRule, type UpdateAlertRuleRequest } from '@scanfleet/contracts';
import { ApiClient } from '../api/api-client.js';
import { Confirm } from '../design/confirm.js';
import { Notices } from '../design/notices.js';

/** What can be done to an alert rule; each tells how it went. */
@Service()
export class RuleActions {
  private readonly api = inject(ApiClient);
  private readonly confirm = inject(Confirm);
  private readonly notices = inject(Notices);

  async enable(rule: AlertRule): Promise<void> {
    await this.change(rule, { enabled: true }, `Rule ${rule.name} tells of what happens from now on.`);
  }

  async disable(rule: AlertRule): Promise<void> {
    await this.change(rule, { enabled: false }, `Rule ${rule.name} is disabled.`);
  }

  async unmute(rule: AlertRule): Promise<void> {
    await this.change(rule, { mutedUntil: null }, `Rule ${rule.name} is not muted any more.`);
  }

  /** @returns whether it is gone. */
  async remove(rule: AlertRule): Promise<boolean> {
    const goAhead = await this.confirm.ask({
      title: `Delete the rule ${rule.name}?`,
      text: 'Messages that it made are still sent; what waits for a digest or for the end of quiet hours is not.',
      deed: 'Delete rule',
    });
    if (!goAhead) return false;
    const gone = await this.notices.attempt(
      () => this.api.call(alertRulesApi.remove, { params: { ruleId: rule.id } }),
      () => `Rule ${rule.name} deleted.`,
    );
    return gone !== undefined;
  }

  private async change(rule: AlertRule, body: UpdateAlertRuleRequest, done: string): Promise<void> {
    await this.notices.attempt(
      () => this.api.call(alertRulesApi.update, { params: { ruleId: rule.id }, body }),
      () => done,
    );
  }
}
