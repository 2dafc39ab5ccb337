import type { AlertRule } from '@scanfleet/contracts';
import type { AlertTone } from './alert-words.js';

export interface RuleState {
  readonly word: 'on' | 'muted' | 'disabled';
  readonly tone: AlertTone;
}

/** Whether a rule tells anything now. A mute that has run out is none. */
export function ruleState(rule: Pick<AlertRule, 'enabled' | 'mutedUntil'>, now: number): RuleState {
  if (!rule.enabled) return { word: 'disabled', tone: 'plain' };
  if (rule.mutedUntil !== null && Date.parse(rule.mutedUntil) > now) return { word: 'muted', tone: 'quiet' };
  return { word: 'on', tone: 'good' };
}
