import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { conflict } from '../platform/http/refusal.js';
import { estimateDuration, sayDuration } from './estimate-duration.js';
import type { ScanDraft } from './scan-drafter.js';

/** How much work a scan would be with the engines that are online now. Of two stages, the first is counted. */
export interface ScanSize {
  /** Slots that could work on it. */
  readonly slots: number;
  readonly estimatedSeconds: number | null;
  /** Whether it must be confirmed. */
  readonly large: boolean;
}

/** Measures scans before they start, so that nobody starts one of months by a slip. */
@Injectable()
export class SizeGuard {
  constructor(private readonly config: Config) {}

  /** @param maxRate packets a second that the request allows; undefined = as many as the site's budget. */
  measure({ command, plan, site }: ScanDraft, maxRate: number | undefined): ScanSize {
    const rates = [maxRate, site?.maxRate].filter((rate) => rate !== undefined && rate !== null);
    const { scanner, options } = command;
    const estimatedSeconds = estimateDuration({
      scanner,
      options,
      probes: plan.probes,
      shards: plan.shards.length,
      slots: plan.slotsAtOnce,
      maxRate: rates.length > 0 ? Math.min(...rates) : null,
    });
    const guard = this.config.sizeGuardProbes;
    return { slots: plan.slots, estimatedSeconds, large: guard > 0 && plan.probes > BigInt(guard) };
  }

  /** @throws Refusal 409 `scan_too_large` with the estimate and how to go on. */
  check(draft: ScanDraft, maxRate: number | undefined): void {
    const { large, estimatedSeconds } = this.measure(draft, maxRate);
    if (!large) return;
    const duration =
      estimatedSeconds === null
        ? 'no engine that is online now could do it'
        : `with the engines that are online now that takes ${sayDuration(estimatedSeconds)}`;
    const message =
      `This scan sends about ${draft.plan.probes.toLocaleString('en')} probes to ` +
      `${draft.plan.addresses.count().toLocaleString('en')} addresses; ${duration}. ` +
      `Scans of more than ${this.config.sizeGuardProbes.toLocaleString('en')} probes must be confirmed: start it again ` +
      'with "confirmLarge", or choose fewer targets or ports.';
    throw conflict('scan_too_large', message, [
      { path: 'confirmLarge', message: 'must be true for a scan of this size' },
    ]);
  }
}
