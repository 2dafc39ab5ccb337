import type { CheckInAnswer, CheckInRequest } from '@scanfleet/contracts';
import type { Logger } from '@scanfleet/logging';
import type { Clock } from '../clock.js';
import { BackOff } from '../console/back-off.js';
import type { ConsoleClient } from '../console/console-client.js';
import { ConsoleRefused, needsPeople } from '../console/console-error.js';
import { LONGEST_WAIT_SECONDS, PROTOCOL } from '../console/wire.js';
import type { PolicySource } from '../policy/policy-source.js';
import type { InstalledScanner } from '../process/find-scanners.js';
import type { ShardRoster } from '../shard/shard-roster.js';
import type { Leftovers } from '../spool/leftovers.js';
import type { ReportSpool } from '../spool/report-spool.js';
import { toWireScanners } from '../engine-scanners.js';
import { measureLoad } from '../measure-load.js';
import { VERSION } from '../version.js';
import { wait } from '../wait.js';
import type { FailureLog } from './failure-log.js';
import type { TokenRotation } from './token-rotation.js';

/** An answer without anything in it that came sooner than this was no long poll; the loop must not spin on it. */
const LEAST_TURN_MS = 1000;
/** The console refuses this engine as such, until a person mends that. */
const REFUSED_MS = 20_000;
/** Somebody is about to press a button, and looks whether it worked. */
const NOT_APPROVED_MS = 10_000;
/** So long an engine without room on its disk waits for orders before it looks at its disk again. */
const NO_ROOM_WAIT_SECONDS = 5;

export interface CheckInParts {
  client: ConsoleClient;
  clock: Clock;
  log: Logger;
  failures: FailureLog;
  roster: ShardRoster;
  leftovers: Leftovers;
  spool: Pick<ReportSpool, 'hasRoom'>;
  policy: PolicySource;
  scanners: readonly InstalledScanner[];
  slots: number;
  /** Where reports are written. */
  dataDir: string;
  rotation: TokenRotation;
}

/** Asks the console for work and orders, over and over, by long poll. Ends when its signal is aborted. */
export class CheckInLoop {
  private poll = new AbortController();
  private readonly backOff: BackOff;
  private noticed: string | null = null;
  private policyProblem: string | null = null;

  constructor(private readonly parts: CheckInParts) {
    this.backOff = new BackOff({ firstMs: 500, mostMs: 30_000, clock: parts.clock });
  }

  /** Asks again at once when the running poll could not bring what is possible now (a slot became free, the policy changed). */
  askAgain(): void {
    this.poll.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    const { failures, clock } = this.parts;
    while (!signal.aborted) {
      const askedAt = clock.monotonic();
      try {
        const answer = await this.checkIn(signal);
        failures.recovered();
        this.backOff.reset();
        if (answer && !this.handle(answer, askedAt, signal)) await this.restAfter(askedAt, signal);
      } catch (error) {
        if (signal.aborted) return;
        const { message, leastMs } = judgeFailure(error);
        failures.failed(message, error);
        await wait(leastMs > 0 ? leastMs * (0.75 + clock.random() / 2) : this.backOff.next(), [signal]);
      }
    }
  }

  /** One poll; null when it was given up to ask for something else. */
  private async checkIn(signal: AbortSignal): Promise<CheckInAnswer | null> {
    const load = await measureLoad(this.parts.dataDir);
    // A disk that cannot be looked at is not a full one: the shard that meets it says what is wrong.
    const hasRoom = await this.parts.spool.hasRoom().catch(() => true);
    this.poll = new AbortController();
    const request = this.request(load, hasRoom);
    // A poll that may be bringing leases is never given up: they would run out with nobody working on them.
    const given = request.freeSlots === 0 ? this.poll.signal : new AbortController().signal;
    const either = new AbortController();
    const abort = (): void => either.abort(new DOMException('asking again', 'AbortError'));
    signal.addEventListener('abort', abort);
    given.addEventListener('abort', abort);
    try {
      return await this.parts.client.checkIn(request, either.signal);
    } catch (error) {
      if (given.aborted && !signal.aborted) return null;
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      given.removeEventListener('abort', abort);
    }
  }

  private request(load: CheckInRequest['load'], hasRoom: boolean): CheckInRequest {
    const { roster, leftovers, policy, scanners, slots, clock } = this.parts;
    const current = policy.current();
    this.tellPolicy(current.problems);
    roster.obeyPolicy();
    return {
      protocol: PROTOCOL,
      version: VERSION,
      scanners: toWireScanners(scanners),
      policy: current.policy.toWire(),
      slots,
      freeSlots: current.problems.length > 0 || !hasRoom ? 0 : roster.freeSlots,
      held: [...roster.held(), ...leftovers.held()].slice(0, 256),
      waitSeconds: hasRoom ? Math.round(LONGEST_WAIT_SECONDS * (0.8 + clock.random() * 0.2)) : NO_ROOM_WAIT_SECONDS,
      lastError: this.policyProblem?.slice(0, 1000) ?? null,
      load,
    };
  }

  private tellPolicy(problems: readonly string[]): void {
    const problem = problems.length > 0 ? problems.join('; ') : null;
    if (problem !== this.policyProblem && problem)
      this.parts.log.error('the policy is broken, so nothing is scanned', { problem });
    if (problem !== this.policyProblem && !problem) this.parts.log.info('the policy is in order again');
    this.policyProblem = problem;
  }

  /** Whether there was anything to do. */
  private handle(answer: CheckInAnswer, askedAt: number, signal: AbortSignal): boolean {
    const { roster, log, rotation } = this.parts;
    if (answer.notice && answer.notice !== this.noticed) log.warn('the console says', { notice: answer.notice });
    this.noticed = answer.notice;
    for (const order of answer.orders) roster.obey(order);
    if (answer.rotateToken) void rotation.rotate(signal);
    if (signal.aborted) return true;
    for (const lease of answer.leases) {
      log.info('shard leased', { shardId: lease.manifest.shardId, epoch: lease.manifest.epoch });
      roster.take(lease, askedAt);
    }
    return answer.leases.length > 0;
  }

  /** A long poll that brought nothing is followed by the next; a short one by a pause. */
  private async restAfter(askedAt: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.parts;
    const leftMs = LEAST_TURN_MS * (0.75 + clock.random() / 2) - (clock.monotonic() - askedAt);
    if (leftMs > 0) await wait(leftMs, [signal, this.poll.signal]);
  }
}

function judgeFailure(error: unknown): { message: string; leastMs: number } {
  if (error instanceof ConsoleRefused && error.code === 'engine_not_approved') {
    return { message: 'this engine waits for an admin’s approval in the console', leastMs: NOT_APPROVED_MS };
  }
  return needsPeople(error)
    ? { message: 'the console refuses this engine', leastMs: REFUSED_MS }
    : { message: 'the console cannot be reached', leastMs: 0 };
}
