import { Injectable } from '@nestjs/common';
import type { CheckInAnswer, CheckInRequest, ShardOrder } from '@scanfleet/contracts';
import { AddressSet, BadAddressSet } from '@scanfleet/targets';
import { EngineTokens } from '../access/engine-tokens.js';
import { seenLongAgo } from '../engines/engine-online.js';
import { EngineRegistry, type EngineRow } from '../engines/engine-registry.js';
import { Clock } from '../platform/clock/clock.js';
import { Database } from '../platform/database/database.js';
import type { Tx } from '../platform/database/tx.js';
import type { EngineIdentity } from '../platform/http/caller.js';
import { invalid, Refusal } from '../platform/http/refusal.js';
import { AppLogger } from '../platform/logging/app-logger.js';
import { ExclusionsNow } from '../scans/exclusions-now.js';
import type { GivenLease } from '../scans/ledger/lease-taker.js';
import { ShardLedger } from '../scans/shard-ledger.js';
import { Config } from '../platform/config/config.js';
import { type Bell, Doorbell } from './doorbell.js';
import { checkProtocol } from './protocol-version.js';
import { SharedRuns } from './shared-runs.js';
import { ToldOrders } from './told-orders.js';
import { Turnstile } from './turnstile.js';
import { WorkProbe } from './work-probe.js';

/** A waiting check-in looks into the table about this often even when no bell rang, milliseconds. */
const LOOK_AGAIN_MILLISECONDS = 10_000;
/** Looks side by side; more would take the database from those who have something to do. */
const LOOKS_AT_ONCE = 4;
/** What an engine said this long ago, with the same check-in, is not noted again, milliseconds. */
const NOTED_MILLISECONDS = 5_000;
/** A lease that the engine does not know of this long after it was given was in an answer that got lost, seconds. */
const LOST_ANSWER_SECONDS = 5;
/** An engine that gets no work before an admin does something asks again after this long, seconds. */
const IDLE_RETRY_SECONDS = 30;
/** Engines know `rotateToken` since this protocol. */
const PROTOCOL_WITH_RENEWAL = 2;

/** An engine that reports for duty, and where it comes from. */
export type ReportingEngine = EngineIdentity & { readonly remoteAddress: string };

interface Look {
  /** The engine as it was then. */
  readonly row: EngineRow | null;
  readonly leases: GivenLease[];
  readonly orders: ShardOrder[];
  readonly rotateToken: boolean;
  /** Whether there is anything in it that the engine was not told just now. */
  readonly news: boolean;
}
const nothing: Look = { row: null, leases: [], orders: [], rotateToken: false, news: false };

/** Engines report for duty here, and get leases and orders as soon as there are any. */
@Injectable()
export class CheckInDesk {
  private readonly looks = new Turnstile(LOOKS_AT_ONCE);
  private readonly told = new ToldOrders();
  private readonly refreshes = new SharedRuns<string, boolean>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly registry: EngineRegistry,
    private readonly tokens: EngineTokens,
    private readonly ledger: ShardLedger,
    private readonly exclusions: ExclusionsNow,
    private readonly doorbell: Doorbell,
    private readonly probe: WorkProbe,
    private readonly logger: AppLogger,
  ) {}

  /**
   * Answers at once when there is something to do, else when there is, when the time that the engine waits is over, or
   * when the console stops.
   * @param signal aborted when the engine has hung up.
   * @throws Refusal 426 `protocol_too_old`; 422 naming a bad line of the policy; 403 `engine_not_approved`, `engine_disabled`;
   * 401 when its token was revoked while it waited.
   */
  async checkIn(engine: ReportingEngine, request: CheckInRequest, signal: AbortSignal): Promise<CheckInAnswer> {
    const notice = checkProtocol(request.protocol);
    checkPolicy(request);
    const { policy, freeSlots } = request;
    const scanners = request.scanners.map(({ name }) => name).filter((name) => policy.scanners.includes(name));
    const { engineId, name, zoneId } = engine;
    const bell = this.doorbell.listen({ engineId, zoneId, scanners, policy, freeSlots });
    try {
      // An engine counts a lease from when it asked for it: a wait as long as a lease would leave nothing of it.
      const waitSeconds = Math.min(request.waitSeconds, this.config.leaseSeconds / 3);
      const deadline = this.clock.now().getTime() + waitSeconds * 1000;
      let notedAt = -Infinity;
      for (;;) {
        const isNoted = (): boolean => this.clock.now().getTime() - notedAt < NOTED_MILLISECONDS;
        const look = await this.looks.pass(async () => {
          const noted = isNoted();
          const found = await this.look(engine, request, { signal, noted });
          if (!noted) notedAt = this.clock.now().getTime();
          return found;
        });
        const { leases, orders, rotateToken, news } = look;
        if (news || !(await this.lookAgain(bell, { look, request, zoneId, deadline, signal }))) {
          return {
            engineId,
            name,
            leases: leases.map(({ manifest, expiresAt }) => ({
              manifest,
              expiresAt: expiresAt.toISOString(),
              leaseSeconds: this.config.leaseSeconds,
            })),
            orders,
            notice,
            rotateToken,
          };
        }
      }
    } finally {
      bell.close();
    }
  }

  /** Waits for a reason to look again. @returns false when there is none any more. */
  private async lookAgain(
    bell: Bell,
    at: { look: Look; request: CheckInRequest; zoneId: string; deadline: number; signal: AbortSignal },
  ): Promise<boolean> {
    for (;;) {
      const left = at.deadline - this.clock.now().getTime();
      if (left <= 0) return false;
      const waking = await bell.wait(this.pause(left), at.signal);
      if (waking !== 'time') return waking === 'rung';
      const { row } = at.look;
      const toNote = row === null || seenLongAgo(row, this.clock.now());
      if (toNote || at.request.held.length > 0 || !(await this.probe.isQuiet(at.zoneId))) return true;
    }
  }

  /** @param noted the engine's words were noted a moment ago, so they are not noted again. */
  private async look(
    engine: ReportingEngine,
    request: CheckInRequest,
    { signal, noted }: { signal: AbortSignal; noted: boolean },
  ): Promise<Look> {
    // An engine that has hung up would never learn of its leases.
    if (signal.aborted) return nothing;
    const { engineId, zoneId } = engine;
    const known = new Set(request.held.map(({ shardId }) => shardId));
    const checked = async (tx: Tx): Promise<EngineRow> => {
      await this.tokens.confirm(tx, engine);
      return noted ? this.registry.read(tx, engineId) : this.registry.noteCheckIn(tx, engine, request);
    };
    const before = noted ? null : await this.database.transaction(checked);
    if (before) refuseIdle(before, known.size);
    await this.refreshes.run(zoneId, () => this.exclusions.refresh(this.database, zoneId));
    const found = await this.database.transaction(async (tx) => {
      const row = before ?? (await checked(tx));
      refuseIdle(row, known.size);
      const orders = await this.ledger.ordersFor(tx, engineId, request.held);
      const repeated = await this.ledger.repeatLeases(tx, engineId, { known, seconds: LOST_ANSWER_SECONDS });
      const free = row.enabled && !row.draining ? request.freeSlots - repeated.length : 0;
      const { version, scanners, policy, protocol } = request;
      const { maxShards } = row;
      const able = { engineId, zoneId, version, scanners, policy, protocol, maxShards };
      const given = free > 0 ? await this.ledger.lease(tx, able, free) : [];
      return { row, orders, leases: [...repeated, ...given] };
    });
    for (const { manifest } of found.leases) {
      const { scanId, shardId, epoch } = manifest;
      this.logger.info('shard leased', { scanId, shardId, epoch, engineId });
    }
    const now = this.clock.now();
    const orders = this.told.news(engineId, found.orders, now);
    const { row } = found;
    const rotateToken = row.rotateToken && request.protocol >= PROTOCOL_WITH_RENEWAL;
    const news = found.leases.length + orders.length > 0 || (rotateToken && this.told.rotationIsNews(engineId, now));
    return { row, leases: found.leases, orders, rotateToken, news };
  }

  /** Until the next look, with some chance in it, so that engines that came together do not stay together. */
  private pause(left: number): number {
    const spread = LOOK_AGAIN_MILLISECONDS * (0.8 + this.clock.below(400) / 1000);
    return Math.max(1, Math.min(left, spread));
  }
}

/** @throws Refusal 403 when the engine has nothing to do before an admin approves or enables it. */
function refuseIdle({ approved, enabled }: EngineRow, held: number): void {
  if (!approved) {
    const message = 'This engine waits for approval: an admin must approve it in the list of engines.';
    throw new Refusal(403, 'engine_not_approved', message, [], IDLE_RETRY_SECONDS);
  }
  if (!enabled && held === 0) {
    const message = 'This engine is disabled and gets no work until an admin enables it.';
    throw new Refusal(403, 'engine_disabled', message, [], IDLE_RETRY_SECONDS);
  }
}

/** @throws Refusal 422 naming every line of the policy that is no address, CIDR or range. */
function checkPolicy({ policy }: CheckInRequest): void {
  const issues = (['allowed', 'denied'] as const).flatMap((list) =>
    policy[list].flatMap((line, index) => {
      try {
        AddressSet.parse(line);
        return [];
      } catch (error) {
        if (!(error instanceof BadAddressSet)) throw error;
        return [{ path: `policy.${list}.${index}`, message: `${error.message}; write an address, a CIDR or a range` }];
      }
    }),
  );
  if (issues.length > 0) throw invalid(issues.map(({ path, message }) => `${path}: ${message}`).join('; '), issues);
}
