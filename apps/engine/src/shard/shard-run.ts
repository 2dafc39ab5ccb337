import type { Lease, Order, ShardOutcome } from '@scanfleet/contracts';
import type { Logger } from '@scanfleet/logging';
import { scannerTargetLines } from '@scanfleet/targets';
import type { Clock } from '../clock.js';
import { BackOff } from '../console/back-off.js';
import type { ConsoleClient, ShardLeaseId } from '../console/console-client.js';
import { keepTrying } from '../console/keep-trying.js';
import { errorCode } from '../config/error-code.js';
import type { EngineConfig } from '../config/engine-config.js';
import type { PolicySource } from '../policy/policy-source.js';
import { readShard, type AcceptedShard, type Refusal } from '../policy/read-shard.js';
import type { InstalledScanner } from '../process/find-scanners.js';
import { startScanner } from '../process/start-scanner.js';
import type { ReportSpool } from '../spool/report-spool.js';
import { SpoolEntry } from '../spool/spool-entry.js';
import { toWireScanners } from '../engine-scanners.js';
import { decideOutcome, neverStarted, type StopReason } from './decide-outcome.js';
import { LeaseKeeper } from './lease-keeper.js';
import { planScan, type PlannedScan } from './plan-scan.js';
import { ReportDelivery } from './report-delivery.js';
import { ScanProgress } from './scan-progress.js';

/** What every shard of this engine needs. */
export interface ShardGround {
  client: ConsoleClient;
  clock: Clock;
  log: Logger;
  spool: ReportSpool;
  policy: PolicySource;
  scanners: readonly InstalledScanner[];
  config: Pick<EngineConfig, 'masscan' | 'nice' | 'scannerHours'>;
}

/** One leased shard from its manifest to its acknowledged end. Expected ends are told to the console, none is thrown. */
export class ShardRun implements ShardLeaseId {
  readonly shardId: string;
  readonly epoch: number;
  private readonly log: Logger;
  private readonly progress: ScanProgress;
  /** The scanner is to end; what it wrote still goes to the console. */
  private readonly halt = new AbortController();
  private stopReason: StopReason | null = null;
  /** The shard is not ours any more: nothing of it is wanted. */
  private readonly lost = new AbortController();
  /** The engine ends at once: nothing more is sent, and the spool stays for the next start. */
  private readonly leave = new AbortController();
  private readonly gone = AbortSignal.any([this.lost.signal, this.leave.signal]);

  constructor(
    private readonly ground: ShardGround,
    private readonly lease: Lease,
    private readonly askedAt: number,
  ) {
    this.shardId = lease.manifest.shardId;
    this.epoch = lease.manifest.epoch;
    this.log = ground.log.child({ shardId: this.shardId, epoch: this.epoch });
    this.progress = new ScanProgress(ground.clock.now);
  }

  /** Pause and cancel end the scanner and deliver what there is; abandon throws everything away. The same order twice is one. */
  order(order: Order): void {
    switch (order) {
      case 'pause':
      case 'cancel':
        this.stop({ kind: 'order', order });
        break;
      case 'abandon':
        this.abandon();
        break;
    }
  }

  /** Ends the scanner; the first reason counts. */
  stop(reason: StopReason): void {
    if (this.stopReason) return;
    this.stopReason = reason;
    this.log.info('shard is being stopped', { reason: reason.kind === 'order' ? reason.order : reason.reason });
    this.halt.abort();
  }

  abandon(): void {
    if (this.lost.signal.aborted) return;
    this.log.warn('lease lost; the scanner is killed and its report thrown away');
    this.lost.abort();
  }

  /** Kills the scanner and sends nothing more; what is in the spool goes out after the next start. */
  leaveNow(): void {
    this.leave.abort();
  }

  /** Looks again whether the owner still allows what runs. */
  obeyPolicy(): void {
    const verdict = this.judge();
    if (verdict.kind === 'refused') this.stop({ kind: 'failure', reason: verdict.reason, detail: verdict.detail });
  }

  async run(): Promise<void> {
    const shard = this.judge();
    if (shard.kind === 'refused') return this.refuse(shard);
    const entry = await this.openSpool(shard);
    if ('reason' in entry) return this.refuse(entry);
    const plan = planScan(shard, {
      files: SpoolEntry.asTheScannerSees,
      policy: this.ground.policy.current().policy,
      masscan: this.ground.config.masscan,
    });
    if (plan.kind === 'refused') {
      await entry.remove();
      return this.refuse(plan);
    }
    await this.scanAndDeliver(shard, plan, entry);
  }

  private async scanAndDeliver(shard: AcceptedShard, plan: PlannedScan, entry: SpoolEntry): Promise<void> {
    const done = new AbortController();
    const keeper = this.keepLease(AbortSignal.any([done.signal, this.gone]));
    const { client, clock } = this.ground;
    const onBytes = (bytes: Uint8Array): void => this.progress.readReport(bytes);
    const delivery = new ReportDelivery({ client, entry, clock, log: this.log, signal: this.gone, onBytes });
    const written = new AbortController();
    try {
      const following = delivery.follow(written.signal).then(
        (result) => void (result === 'lost' && this.abandon()),
        (error: unknown) => this.onStreamFailure(error),
      );
      const outcome = await this.scan({ shard, plan, entry, keeper }).finally(() => written.abort());
      if (!this.lost.signal.aborted) await this.settle(entry, outcome);
      await following;
      const result = this.lost.signal.aborted ? 'lost' : await delivery.finish();
      this.log.info(result === 'finished' ? 'shard finished' : 'shard belongs to another engine now', {
        outcome: outcome.kind,
      });
      await entry.remove();
    } catch (error) {
      await this.endWithError(entry, error);
    } finally {
      done.abort();
    }
  }

  private async scan(work: {
    shard: AcceptedShard;
    plan: PlannedScan;
    entry: SpoolEntry;
    keeper: LeaseKeeper;
  }): Promise<ShardOutcome> {
    const { shard, plan, entry, keeper } = work;
    const program = this.ground.scanners.find(({ name }) => name === shard.manifest.scanner);
    if (!program || this.halt.signal.aborted || this.gone.aborted) return decideOutcome(neverStarted, this.stopReason);
    const scanner = startScanner({
      file: program.path,
      argv: plan.argv,
      scratch: entry.scratch,
      nice: this.ground.config.nice,
      rawWithoutRoot: program.rawWithoutRoot,
      chain: program.chain,
      onStderr: (text) => this.progress.readStatus(text),
    });
    // Listeners before the first await: an order must never meet a scanner that nobody can stop.
    onAbort(this.halt.signal, () => void scanner.stop());
    onAbort(this.gone, () => scanner.kill());
    const limit = this.limitTime(shard.manifest.timeLimitSeconds);
    try {
      this.log.info('scanner started', {
        scanner: program.name,
        pid: scanner.identity?.pid ?? null,
        notes: plan.notes,
      });
      await entry.recordScanner(scanner.identity);
      keeper.announce({ argv: [program.path, ...plan.argv], notes: plan.notes });
      const end = await scanner.ended;
      this.log.info('scanner ended', { exitCode: end.exitCode, signal: end.signal });
      return decideOutcome(end, this.stopReason);
    } finally {
      clearTimeout(limit);
      scanner.kill();
    }
  }

  private judge(): AcceptedShard | Refusal {
    const { policy } = this.ground.policy.current();
    return readShard(this.lease.manifest, { policy, scanners: toWireScanners(this.ground.scanners) });
  }

  private async openSpool(shard: AcceptedShard): Promise<SpoolEntry | Refusal> {
    const full: Refusal = { kind: 'refused', reason: 'disk_full', detail: 'the disk of the engine is full' };
    const { shardId, epoch } = this;
    const format = shard.manifest.scanner === 'nmap' ? 'nmap_xml' : 'masscan_xml';
    const meta = { shardId, epoch, format, scanner: null, outcome: null } as const;
    try {
      if (!(await this.ground.spool.hasRoom())) return full;
      const inputs = { targets: scannerTargetLines(shard.targets), excludes: scannerTargetLines(shard.excluded) };
      const program = this.ground.scanners.find(({ name }) => name === shard.manifest.scanner);
      return await this.ground.spool.create(meta, { ...inputs, scannerGroup: program?.user?.gid ?? null });
    } catch (error) {
      if (errorCode(error) === 'ENOSPC' || errorCode(error) === 'EDQUOT') return full;
      throw error;
    }
  }

  /** The outcome goes to the disk first; a full disk keeps it in memory, where it still reaches the console. */
  private async settle(entry: SpoolEntry, outcome: ShardOutcome): Promise<void> {
    try {
      await entry.recordOutcome(outcome);
    } catch (error) {
      if (errorCode(error) !== 'ENOSPC' && errorCode(error) !== 'EDQUOT') throw error;
      this.log.error('the disk is full', { error });
    }
  }

  private keepLease(signal: AbortSignal): LeaseKeeper {
    const { client, clock } = this.ground;
    const detail = 'the lease could not be renewed before it ended';
    const keeper = new LeaseKeeper({
      client,
      clock,
      id: { shardId: this.shardId, epoch: this.epoch },
      leaseSeconds: this.lease.leaseSeconds,
      askedAt: this.askedAt,
      log: this.log,
      progress: () => this.progress.current(),
      onOrder: (order) => this.order(order),
      onLost: () => this.abandon(),
      onExpired: () => this.stop({ kind: 'failure', reason: 'lease_lost', detail }),
    });
    void keeper.run(signal);
    return keeper;
  }

  /** The scan's own limit, or the engine's where that is sooner; 500 hours fit into a timer. */
  private limitTime(seconds: number | null): NodeJS.Timeout {
    const { scannerHours } = this.ground.config;
    const own = scannerHours * 3600;
    const detail =
      seconds !== null && seconds <= own
        ? `the scanner ran longer than the limit of ${seconds} s`
        : `the scanner ran longer than the ${scannerHours} h that its engine allows`;
    const stop = (): void => this.stop({ kind: 'failure', reason: 'scanner_timed_out', detail });
    return setTimeout(stop, Math.min(seconds ?? own, own) * 1000).unref();
  }

  private onStreamFailure(error: unknown): void {
    if (this.gone.aborted) return;
    this.log.error('the console refuses the report', { error });
    const detail = `the console refuses the report: ${error instanceof Error ? error.message : String(error)}`;
    this.stop({ kind: 'failure', reason: 'report_refused', detail });
  }

  private async endWithError(entry: SpoolEntry, error: unknown): Promise<void> {
    if (this.lost.signal.aborted) {
      await entry.remove();
    } else if (this.leave.signal.aborted) {
      this.log.info('report stays on disk and is delivered after the next start');
    } else {
      this.log.error('the report cannot be delivered and is dropped; the console will have the shard done again', {
        error,
      });
      await entry.remove();
    }
  }

  private async refuse({ reason, detail }: Refusal): Promise<void> {
    this.log.warn('shard refused', { reason, detail });
    const { client, clock } = this.ground;
    // After the lease has ended nobody waits for the refusal.
    const signal = AbortSignal.any([this.gone, AbortSignal.timeout(this.lease.leaseSeconds * 1000)]);
    const backOff = new BackOff({ firstMs: 250, mostMs: 5000, clock });
    await keepTrying(() => client.refuse(this, { reason, detail }, signal), { signal, backOff }).catch(
      (error: unknown) => this.log.warn('the console did not take the refusal', { error }),
    );
  }
}

function onAbort(signal: AbortSignal, action: () => void): void {
  if (signal.aborted) action();
  else signal.addEventListener('abort', action, { once: true });
}
