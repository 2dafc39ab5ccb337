import { Injectable } from '@nestjs/common';
import type { changesApi, InputOf } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import { Bus } from '../platform/realtime/bus.js';
import { ChangeWriter } from './change-writer.js';

/** Takes what people say of changes. */
@Injectable()
export class ChangeDesk {
  constructor(
    private readonly database: Database,
    private readonly changes: ChangeWriter,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /** Notes that changes are known, and answers with how many of those named there are. Doing it again changes nothing. */
  async acknowledge(
    { changeIds, note }: InputOf<typeof changesApi.acknowledge>['body'],
    by: string,
  ): Promise<{ acknowledged: number }> {
    return this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const { known, news } = await this.changes.acknowledge(tx, { ids: changeIds, by, note, at });
      if (news) tx.afterCommit(() => this.bus.publish('realtime', { type: 'changes_acknowledged' }));
      return { acknowledged: known };
    });
  }

  /** Takes that back, and answers with how many of those named were known. Alert rules tell of them as of others from then on. */
  async unacknowledge({
    changeIds,
  }: InputOf<typeof changesApi.unacknowledge>['body']): Promise<{ unacknowledged: number }> {
    return this.database.transaction(async (tx) => {
      const unacknowledged = await this.changes.unacknowledge(tx, changeIds);
      if (unacknowledged > 0) tx.afterCommit(() => this.bus.publish('realtime', { type: 'changes_acknowledged' }));
      return { unacknowledged };
    });
  }
}
