import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { alertRuleRequest, alertRulesApi, displayName, type AlertRuleRequest } from '@scanfleet/contracts';
import { load } from '../api/loadable.js';
import { Icon } from '../design/icon.js';
import { Loading } from '../design/loading.js';
import { HostText } from '../text/host-text.js';
import { CountOfPipe, CountPipe } from '../text/pipes.js';
import { When } from '../text/when.js';
import { leftOutWords } from './alert-words.js';
import { MessageView } from './message-view.js';
import { rehearsedDays } from './rehearsal-days.js';
import { ruleProblem } from './rule-draft.js';

const DAY = 86_400_000;

/** What a rule would have sent over the last days, asked for by a press: it may take the console a while to find out. */
@Component({
  selector: 'sf-rehearsal-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountOfPipe, CountPipe, HostText, Icon, Loading, MessageView, When],
  templateUrl: './rehearsal-panel.html',
  styleUrl: './rehearsal-panel.css',
})
export class RehearsalPanel {
  /** The rule as it stands, complete or not. */
  readonly rule = input.required<AlertRuleRequest>();

  protected readonly lengths = [7, 30] as const;
  protected readonly days = signal<number>(30);
  private readonly asked = signal<{ readonly rule: AlertRuleRequest; readonly days: number } | undefined>(undefined);
  protected readonly rehearsal = load(alertRulesApi.rehearse, () => {
    const asked = this.asked();
    return asked && { body: asked };
  });

  private readonly checked = computed(() =>
    // A rule may be tried before it has a good name.
    alertRuleRequest.safeParse({ ...this.rule(), name: displayName.safeParse(this.rule().name).data ?? 'Rehearsal' }),
  );
  /** Why it can't be tried yet. */
  protected readonly missing = computed(() => {
    const issue = this.checked().error?.issues[0];
    return issue && ruleProblem(issue);
  });
  /** Whether what is shown is of the rule as it was, or of fewer or more days. */
  protected readonly isOutdated = computed(() => {
    const asked = this.asked();
    if (asked === undefined) return false;
    return asked.days !== this.days() || JSON.stringify(asked.rule) !== JSON.stringify(this.checked().data);
  });
  /** The answer; while the newest attempt failed there is none. */
  protected readonly outcome = computed(() => {
    const outcome = this.rehearsal.value();
    if (outcome === undefined || this.rehearsal.problem() !== undefined) return undefined;
    const bars = rehearsedDays(outcome);
    return {
      ...outcome,
      bars,
      days: Math.round((Date.parse(outcome.until) - Date.parse(outcome.from)) / DAY),
      barWords: bars
        .filter((bar) => bar.messages > 0)
        .map((bar) => `${bar.day}: ${bar.messages}`)
        .join(', '),
      leftOutWords: leftOutWords(outcome.leftOut).join(', '),
    };
  });

  protected rehearse(): void {
    const rule = this.checked().data;
    if (rule) this.asked.set({ rule, days: this.days() });
  }
}
