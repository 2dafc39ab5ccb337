import { Injectable } from '@nestjs/common';
import type { SavedChannel } from '@scanfleet/contracts';
import { Database } from '../../platform/database/database.js';
import { ChannelCheck } from './channel-check.js';
import { ChannelQueries } from './channel-queries.js';
import { type ChannelChange, ChannelStore, type NewChannel, type WrittenChannel } from './channel-store.js';

/** Takes admins' wishes about channels, and answers with what is there afterwards. */
@Injectable()
export class ChannelDesk {
  constructor(
    private readonly database: Database,
    private readonly check: ChannelCheck,
    private readonly store: ChannelStore,
    private readonly queries: ChannelQueries,
  ) {}

  async create(wish: NewChannel, by: string): Promise<SavedChannel> {
    await this.check.check(wish.settings);
    return this.saved(await this.database.transaction((tx) => this.store.create(tx, { ...wish, by })));
  }

  async update(id: string, change: ChannelChange): Promise<SavedChannel> {
    if (change.settings) await this.check.check(change.settings);
    return this.saved(await this.database.transaction((tx) => this.store.update(tx, id, change)));
  }

  async remove(id: string): Promise<void> {
    await this.database.transaction((tx) => this.store.remove(tx, id));
  }

  private async saved({ id, madeSecret }: WrittenChannel): Promise<SavedChannel> {
    return { ...(await this.queries.get(id)), secret: madeSecret };
  }
}
