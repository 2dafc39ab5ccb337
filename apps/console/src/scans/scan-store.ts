import { Injectable } from '@nestjs/common';
import type { ScanPriority } from '@scanfleet/contracts';
import { Clock } from '../platform/clock/clock.js';
import type { Tx } from '../platform/database/tx.js';
import { conflict, notFound } from '../platform/http/refusal.js';
import { Bus } from '../platform/realtime/bus.js';
import type { PlannedCommand } from '../scan-commands/scan-command-store.js';
import { hasEnded } from './ledger/transitions.js';
import { StateWriter } from './ledger/state-writer.js';
import type { ScanPlan } from './scan-planner.js';
import type { ScanOrigin } from './scan-rows.js';
import { shuffled } from './shuffled.js';

/** A scan that was planned and is not stored yet. */
export interface NewScan {
  readonly zoneId: string;
  readonly site: { readonly id: string; readonly name: string } | null;
  /** Set when only this engine may work on it. */
  readonly engineId: string | null;
  /** Set when only engines of this pool may work on it. */
  readonly poolId: string | null;
  readonly priority: ScanPriority;
  /** Packets a second of all its engines together; null = no budget of its own. */
  readonly maxRate: number | null;
  /** Shards are dealt in random order. */
  readonly randomised: boolean;
  readonly timeLimitSeconds: number | null;
  readonly liveHostsOnly: boolean;
  /** Who wished for it, and the schedule that did. */
  readonly origin: ScanOrigin;
  readonly schedule: { readonly id: string; readonly name: string } | null;
  readonly command: PlannedCommand;
  readonly plan: ScanPlan;
  readonly createdBy: string;
}

/** Writes scans as they are planned and deletes ended ones; what happens in between is the ledger's. */
@Injectable()
export class ScanStore {
  constructor(
    private readonly clock: Clock,
    private readonly bus: Bus,
    private readonly states: StateWriter,
  ) {}

  /**
   * Adds a planned scan with its queued shards, and rings for engines.
   * @returns its id.
   */
  async create(tx: Tx, scan: NewScan): Promise<string> {
    const { zoneId, site, engineId, poolId, command, plan } = scan;
    const id = this.clock.uuid();
    // The numbers of shards are the order in which they are dealt.
    const shards = scan.randomised ? shuffled(plan.shards, id) : plan.shards;
    await tx.query(
      `INSERT INTO scan (id, zone_id, site_id, site_name, engine_id, state, command_id, command_name, scanner, options_text,
         options, target_summary, plan, address_set, excluded_set, planned_addresses, shard_count, problems, created_by, created_at,
         pool_id, priority, max_rate, randomised, follow_up_text, follow_up, time_limit_seconds, planned_probes,
         origin, schedule_id, schedule_name, live_hosts_only)
       VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
         $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)`,
      [
        id,
        zoneId,
        site?.id ?? null,
        site?.name ?? null,
        engineId,
        command.id,
        command.name,
        command.scanner,
        command.optionsText,
        JSON.stringify(command.options),
        plan.summary,
        JSON.stringify(plan.snapshot),
        plan.addresses.toString(),
        plan.excluded.toString(),
        plan.addresses.count().toString(),
        plan.shards.length,
        JSON.stringify(plan.problems),
        scan.createdBy,
        this.clock.now(),
        poolId,
        scan.priority,
        scan.maxRate,
        scan.randomised,
        command.followUp?.text ?? null,
        command.followUp ? JSON.stringify(command.followUp.options) : null,
        scan.timeLimitSeconds,
        plan.probes.toString(),
        scan.origin,
        scan.schedule?.id ?? null,
        scan.schedule?.name ?? null,
        scan.liveHostsOnly,
      ],
    );
    await tx.query(
      `INSERT INTO shard (id, scan_id, zone_id, number, scanner, state, pinned_engine_id, pinned_pool_id, address_set, address_count)
       SELECT new.id, $1, $2, new.number, $3, 'queued', $4, $9, new.address_set, new.address_count
       FROM unnest($5::uuid[], $6::int[], $7::text[], $8::numeric[]) AS new (id, number, address_set, address_count)`,
      [
        id,
        zoneId,
        command.scanner,
        engineId,
        shards.map(() => this.clock.uuid()),
        shards.map((_, index) => index + 1),
        shards.map((set) => set.toString()),
        shards.map((set) => set.count().toString()),
        poolId,
      ],
    );
    tx.afterCommit(async () => {
      await this.bus.publish('work', { zoneId });
      await this.bus.publish('realtime', {
        type: 'scan_changed',
        scanId: id,
        siteId: site?.id ?? null,
        state: 'planned',
      });
    });
    return id;
  }

  /**
   * Changes how many leases a scan gets beside others, from the next one on.
   * @throws Refusal 404 `scan_not_found`; 409 `scan_ended`.
   */
  async prioritise(tx: Tx, scanId: string, priority: ScanPriority): Promise<void> {
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) throw notFound('scan');
    const { siteId, state } = scan;
    if (hasEnded(state)) {
      throw conflict('scan_ended', `The scan is ${state}, so its priority has no meaning any more.`);
    }
    await tx.query(`UPDATE scan SET priority = $2 WHERE id = $1`, [scanId, priority]);
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'scan_changed', scanId, siteId, state }));
  }

  /**
   * Deletes an ended scan with its shards, reports and observations; the inventory stays.
   * @throws Refusal 404 `scan_not_found`; 409 `scan_active`.
   */
  async remove(tx: Tx, scanId: string): Promise<void> {
    // In the order of all who write them, because deleting the scan would lock it first.
    await tx.query(`SELECT FROM report WHERE scan_id = $1 ORDER BY id FOR UPDATE`, [scanId]);
    await tx.query(`SELECT FROM shard WHERE scan_id = $1 ORDER BY id FOR UPDATE`, [scanId]);
    const scan = await this.states.lockScan(tx, scanId);
    if (!scan) throw notFound('scan');
    if (!hasEnded(scan.state)) {
      throw conflict('scan_active', `The scan is ${scan.state}. Stop it first, then delete it.`);
    }
    await tx.query(`DELETE FROM scan WHERE id = $1`, [scanId]);
    const { siteId, state } = scan;
    tx.afterCommit(() => this.bus.publish('realtime', { type: 'scan_changed', scanId, siteId, state }));
  }
}
