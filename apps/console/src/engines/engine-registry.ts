import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { CheckInRequest, enginesApi, InputOf } from '@scanfleet/contracts';
import { IsNull, MoreThanOrEqual } from 'typeorm';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import { violatedConstraint } from '../platform/database/violated-constraint.js';
import { NAMED_FEW_LIMIT, namedFew } from '../platform/http/named-few.js';
import { conflict, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import { EngineEntity } from './engine.entity.js';
import { isOnline, onlineSince, seenLongAgo } from './engine-online.js';

/** An engine as other features see it. */
export type EngineRow = Readonly<Omit<EngineEntity, 'announcedOnline'>>;

/** What an engine tells of itself when it joins. */
export interface NewEngine {
  readonly name: string;
  readonly zoneId: string;
  readonly version: string;
  readonly protocol: number;
  /** False for an engine that gets no work before an admin has approved it. */
  readonly approved?: boolean;
  /** Where it joins from. */
  readonly remoteAddress?: string | null;
}

/** What an admin may change of an engine itself; its pools are kept elsewhere. */
export type EngineChange = Omit<InputOf<typeof enginesApi.update>['body'], 'poolIds'>;

/** The only writer of engines: who they are, what they said last, and whether they are there. */
@Injectable()
export class EngineRegistry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bus: Bus,
  ) {}

  /**
   * Adds an engine, which is enabled and not online yet.
   * @throws Refusal 409 `engine_name_taken` when an engine in use has that name.
   */
  async enrol(tx: Tx, engine: NewEngine): Promise<EngineRow> {
    const row = tx.repository(EngineEntity).create({
      id: this.clock.uuid(),
      zoneId: engine.zoneId,
      name: engine.name,
      enabled: true,
      approved: engine.approved ?? true,
      draining: false,
      maxShards: null,
      load: null,
      rotateToken: false,
      remoteAddress: engine.remoteAddress ?? null,
      version: engine.version,
      protocol: engine.protocol,
      scanners: [],
      policy: null,
      slots: 0,
      lastError: null,
      lastSeenAt: null,
      announcedOnline: false,
      createdAt: this.clock.now(),
      retiredAt: null,
    });
    try {
      await tx.repository(EngineEntity).insert(row);
    } catch (error) {
      throw nameClash(error, engine.name) ?? error;
    }
    this.announce(tx, row.id, false);
    return row;
  }

  /**
   * Records that an engine is there and what it says of itself. Writes only when that changed or was last written more
   * than 58 seconds ago, and tells browsers when it came online or changed. Its load, and where it comes from, are written along
   * and never by themselves: they differ in every check-in.
   * @throws Refusal 404 `engine_not_found` when it was retired meanwhile.
   */
  async noteCheckIn(
    tx: Tx,
    identity: { engineId: string; remoteAddress?: string },
    request: CheckInRequest,
  ): Promise<EngineRow> {
    const engines = tx.repository(EngineEntity);
    const row = await engines.findOneBy({ id: identity.engineId, retiredAt: IsNull() });
    if (!row) throw notFound('engine');
    const now = this.clock.now();
    const said = {
      version: request.version,
      protocol: request.protocol,
      scanners: request.scanners,
      policy: request.policy,
      slots: request.slots,
      lastError: request.lastError,
    };
    const before = {
      version: row.version,
      protocol: row.protocol,
      scanners: row.scanners,
      policy: row.policy,
      slots: row.slots,
      lastError: row.lastError,
    };
    const news = !row.announcedOnline || !isDeepStrictEqual(said, before);
    if (!news && !seenLongAgo(row, now)) return row;
    const { remoteAddress = row.remoteAddress } = identity;
    const written = { ...said, load: request.load, remoteAddress, lastSeenAt: now, announcedOnline: true };
    await engines.update({ id: row.id, retiredAt: IsNull() }, written);
    if (news) this.announce(tx, row.id, true);
    return { ...row, ...written };
  }

  /**
   * An engine in use, online or not.
   * @throws Refusal 404 `engine_not_found` for an unknown or retired one.
   */
  async get(id: string): Promise<EngineRow> {
    const row = await this.database.repository(EngineEntity).findOneBy({ id, retiredAt: IsNull() });
    if (!row) throw notFound('engine');
    return row;
  }

  /**
   * An engine in use, as `noteCheckIn` answers it, when that was done a moment ago.
   * @throws Refusal 404 `engine_not_found` when it was retired meanwhile.
   */
  async read(tx: Tx, id: string): Promise<EngineRow> {
    const row = await tx.repository(EngineEntity).findOneBy({ id, retiredAt: IsNull() });
    if (!row) throw notFound('engine');
    return row;
  }

  /** Engines of a zone that take work: approved, enabled, not draining, seen within the last two minutes. By name. */
  async onlineInZone(zoneId: string): Promise<EngineRow[]> {
    return this.database.repository(EngineEntity).find({
      where: {
        zoneId,
        enabled: true,
        approved: true,
        draining: false,
        retiredAt: IsNull(),
        lastSeenAt: MoreThanOrEqual(onlineSince(this.clock.now())),
      },
      order: { name: 'ASC', id: 'ASC' },
    });
  }

  /** Whether an engine was seen within the two minutes before `now`. */
  isOnline(engine: { lastSeenAt: Date | null }, now: Date): boolean {
    return isOnline(engine, now);
  }

  /**
   * Renames, enables, disables, drains or limits an engine. A disabled or draining one gets no new leases.
   * @throws Refusal 404 `engine_not_found`, 409 `engine_name_taken`.
   */
  async update(tx: Tx, id: string, change: EngineChange): Promise<EngineRow> {
    const row = await this.lock(tx, id);
    const { name = row.name, enabled = row.enabled, draining = row.draining, maxShards = row.maxShards } = change;
    try {
      await tx.repository(EngineEntity).update({ id }, { name, enabled, draining, maxShards });
    } catch (error) {
      throw nameClash(error, name) ?? error;
    }
    this.announceChange(tx, row);
    return row;
  }

  /**
   * Lets an engine that has joined do work. Approving it again changes nothing.
   * @throws Refusal 404 `engine_not_found`.
   */
  async approve(tx: Tx, id: string): Promise<void> {
    const row = await this.lock(tx, id);
    if (row.approved) return;
    await tx.repository(EngineEntity).update({ id }, { approved: true });
    this.announceChange(tx, row);
  }

  /**
   * Ends an engine for good; its row stays for the history of its shards. Its tokens and pools are the caller's to end.
   * @throws Refusal 404 `engine_not_found`; 409 `engine_in_use` naming the schedules that run on it only.
   */
  async retire(tx: Tx, id: string): Promise<void> {
    const row = await this.lock(tx, id);
    const schedules = await tx.query<{ name: string }>(
      `SELECT name FROM schedule WHERE engine_id = $1 ORDER BY lower(name), id LIMIT ${NAMED_FEW_LIMIT}`,
      [id],
    );
    if (schedules.length > 0) {
      throw conflict(
        'engine_in_use',
        `The schedules ${namedFew(schedules)} run on the engine "${row.name}" only. Give them another one or none first, then retire it.`,
      );
    }
    await tx.query(`UPDATE engine SET retired_at = $2, enabled = false, announced_online = false WHERE id = $1`, [
      id,
      this.clock.now(),
    ]);
    this.announce(tx, id, false);
    this.callIn(tx, row);
  }

  /** Tells browsers of the engines that went offline since the last look, each once whatever number of consoles run. */
  async announceOffline(tx: Tx): Promise<void> {
    const gone = await tx.query<{ id: string }>(
      `UPDATE engine SET announced_online = false
       WHERE announced_online AND (last_seen_at IS NULL OR last_seen_at < $1)
       RETURNING id`,
      [onlineSince(this.clock.now())],
    );
    for (const { id } of gone) this.announce(tx, id, false);
  }

  /** Locks an engine in use against other writers, in the order that every writer takes. */
  async lock(tx: Tx, id: string): Promise<EngineRow> {
    const row = await tx
      .repository(EngineEntity)
      .findOne({ where: { id, retiredAt: IsNull() }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw notFound('engine');
    return row;
  }

  /** Tells browsers, and makes waiting check-ins look again, when something about an engine has changed. */
  announceChange(tx: Tx, engine: EngineRow): void {
    this.announce(tx, engine.id, isOnline(engine, this.clock.now()));
    this.callIn(tx, engine);
  }

  private announce(tx: Tx, engineId: string, online: boolean): void {
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'engine_changed', engineId, online }));
  }

  /** Makes a waiting check-in of the engine, and those of its zone, look again at once. */
  private callIn(tx: Tx, engine: EngineRow): void {
    tx.afterCommit(async () => {
      await this.bus.publish('orders', { engineId: engine.id });
      await this.bus.publish('work', { zoneId: engine.zoneId });
    });
  }
}

function nameClash(error: unknown, name: string): Error | undefined {
  if (violatedConstraint(error) !== 'engine_name') return undefined;
  return conflict(
    'engine_name_taken',
    `An engine is already named "${name}". Choose another name, or retire that one.`,
    [{ path: 'name', message: 'is the name of another engine; choose another one', token: name }],
  );
}
