import { dateText, clockText, secondsPerDay } from './civil.js';
import { expand } from './expansion.js';
import { beginningOfTime, endLocal } from './horizon.js';
import { type Recurrence } from './recurrence.js';
import { RuleInstants } from './rule-instants.js';
import { type Rule } from './rule.js';
import { type Zone } from './zone.js';

/** Why a rule gives nothing at all from its start to the year 9999; `undefined` when it does. */
export function whyRuleNever(rule: Rule, { zone, start }: { zone: Zone; start: number }): string | undefined {
  if (new RuleInstants(rule, { zone, start }).next(beginningOfTime) !== undefined) return undefined;
  const first = expand({ ...rule, count: undefined, until: undefined }, start).atOrAfter(start);
  if (first < endLocal) {
    const day = Math.floor(first / secondsPerDay);
    const written = `${dateText(day)} ${clockText(first - day * secondsPerDay)}`;
    return `This rule never fires: UNTIL comes before the first time, ${written}. Give a later one: UNTIL=${dateText(day).replaceAll('-', '')}.`;
  }
  if (rule.interval > 1) {
    return `This rule never fires: no date has all that it asks for, every ${rule.interval} counted from the start. Change INTERVAL or the start, such as INTERVAL=1.`;
  }
  return 'This rule never fires: no date has all that it asks for. Look at the months, days and positions: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28 exists, BYMONTHDAY=30 does not.';
}

/** Why a recurrence whose rules all fire still never does. */
export function whyNever(recurrence: Recurrence): string | undefined {
  if (recurrence.next(new Date(beginningOfTime * 1000)) !== null) return undefined;
  return 'This never fires: EXDATE takes away all that there is. Leave one out, or give a rule that goes on: RRULE:FREQ=DAILY.';
}
