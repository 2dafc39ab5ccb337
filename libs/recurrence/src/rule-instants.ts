import { expand, type Expansion } from './expansion.js';
import { endLocal } from './horizon.js';
import { type Rule } from './rule.js';
import { type Zone } from './zone.js';

/** The instants of one rule in a zone, in whole seconds. */
export class RuleInstants {
  private readonly expansion: Expansion;
  /** No instant of the rule is later. */
  private readonly until: number;

  constructor(
    rule: Rule,
    private readonly context: { readonly zone: Zone; readonly start: number },
  ) {
    this.expansion = expand(rule, context.start);
    this.until = rule.until?.kind === 'instant' ? rule.until.instant : Infinity;
  }

  /** The first instant later than this one; `undefined` when there is none. */
  next(after: number): number | undefined {
    if (after >= this.until) return undefined;
    const { zone } = this.context;
    let best: number | undefined;
    let local = this.expansion.atOrAfter(zone.firstLocalAfter(after));
    while (local < endLocal && (best === undefined || local <= zone.localOf(best))) {
      const instant = zone.instantOf(local);
      if (instant > after && (best === undefined || instant < best)) best = instant;
      // A time that the clock jumped over comes as much later, so that times after it may come before. Others are in order.
      if (best === instant && zone.localOf(instant) === local) break;
      local = this.expansion.atOrAfter(local + 1);
    }
    return best !== undefined && best <= this.until ? best : undefined;
  }
}
