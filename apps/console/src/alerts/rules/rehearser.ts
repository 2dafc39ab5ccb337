import { Injectable } from '@nestjs/common';
import type { AlertRuleRequest, Rehearsal } from '@scanfleet/contracts';
import { QueryFailedError } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Database } from '../../platform/database/database.js';
import { invalid, type Refusal } from '../../platform/http/refusal.js';
import { checkRule } from './check-rule.js';
import { Mutes } from './mutes.js';
import { RehearsalRun, TooLarge } from './rehearsal-run.js';
import { checkReferences } from './rule-references.js';
import { audienceOf } from './rule-row.js';

const DAY = 86_400_000;
const MOST_SECONDS = 20;

/** Says what a rule would have sent, by the events and changes that are kept and the code that tells. */
@Injectable()
export class Rehearser {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * @param mostSeconds it may take
   * @throws Refusal 422 as for writing the rule; 422 `rehearsal_too_large` when there is too much to look at.
   */
  async rehearse(
    { rule, days }: { rule: AlertRuleRequest; days: number },
    mostSeconds = MOST_SECONDS,
  ): Promise<Rehearsal> {
    checkRule(rule);
    await checkReferences(this.database, rule);
    const until = this.clock.now();
    const from = new Date(until.getTime() - days * DAY);
    const audience = audienceOf(rule, { id: this.clock.uuid(), since: from });
    try {
      return await this.database.transaction(async (tx) => {
        // Nothing can be written by it, and all of it sees the same moment.
        await tx.query(`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`);
        await tx.query(`SET LOCAL statement_timeout = '${mostSeconds}s'`);
        const run = new RehearsalRun(tx, audience, {
          from,
          until,
          mutes: await Mutes.since(tx, from),
          clock: this.clock,
          publicUrl: this.config.publicUrl,
          mostMs: mostSeconds * 1000,
        });
        return run.run();
      });
    } catch (error) {
      if (error instanceof TooLarge || isTimeOut(error)) throw tooLarge(days, mostSeconds);
      throw error;
    }
  }
}

function tooLarge(days: number, mostSeconds: number): Refusal {
  const message =
    days > 1
      ? `so many changes are not looked through within ${mostSeconds} seconds; rehearse fewer days, such as ${Math.ceil(days / 4)}`
      : `so many changes are not looked through within ${mostSeconds} seconds; narrow the rule by sites or kinds`;
  return invalid(`days: ${message}.`, [{ path: 'days', message, token: String(days) }], 'rehearsal_too_large');
}

function isTimeOut(error: unknown): boolean {
  // query_canceled (PostgreSQL manual, appendix A).
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === '57014';
}
