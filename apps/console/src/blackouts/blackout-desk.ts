import { Injectable } from '@nestjs/common';
import type {
  Blackout,
  BlackoutPreview,
  blackoutsApi,
  CreateBlackoutRequest,
  InputOf,
  UpdateBlackoutRequest,
} from '@scanfleet/contracts';
import { windowsBetween } from '@scanfleet/recurrence';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Caller } from '../platform/http/caller.js';
import { toPreview } from './blackout-mapper.js';
import { BlackoutQueries } from './blackout-queries.js';
import { BlackoutStore } from './blackout-store.js';
import { cronStart } from './cron-start.js';
import { readRequest } from './read-recurrence.js';

const EVER = new Date('9999-12-31T23:59:59Z');

/** Takes callers' wishes about blackouts, and answers with what is there afterwards. */
@Injectable()
export class BlackoutDesk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: BlackoutStore,
    private readonly queries: BlackoutQueries,
  ) {}

  async create(wish: CreateBlackoutRequest, caller: Caller): Promise<Blackout> {
    const by = 'name' in caller ? caller.name : caller.kind;
    return this.queries.get(await this.database.transaction((tx) => this.store.create(tx, { ...wish, by })));
  }

  async update(id: string, change: UpdateBlackoutRequest): Promise<Blackout> {
    await this.database.transaction((tx) => this.store.update(tx, id, change));
    return this.queries.get(id);
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }

  /** The next windows of a blackout that nobody saves; none when all are over. */
  preview(wish: InputOf<typeof blackoutsApi.preview>['body']): BlackoutPreview {
    const { durationMinutes, count } = wish;
    const now = this.clock.now();
    const known = readRequest(wish.recurrence, { since: cronStart(now), before: null });
    const windows = windowsBetween(known.recurrence, durationMinutes * 60, now, EVER, count);
    return toPreview(known, { windows, durationMinutes });
  }
}
