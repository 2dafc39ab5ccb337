import { Injectable } from '@nestjs/common';
import type { CreateScanRequest, ScanPreview } from '@scanfleet/contracts';
import { ScanDrafter } from './scan-drafter.js';
import { SizeGuard } from './size-guard.js';

/** Says what a scan would be, without starting it. */
@Injectable()
export class ScanPreviewer {
  constructor(
    private readonly drafter: ScanDrafter,
    private readonly guard: SizeGuard,
  ) {}

  /** @throws Refusal as creating the scan would, but never for its size. */
  async preview(request: CreateScanRequest): Promise<ScanPreview> {
    const draft = await this.drafter.draft(request);
    const { plan, command } = draft;
    const { slots, estimatedSeconds, large } = this.guard.measure(draft, request.maxRate);
    return {
      targetSummary: plan.summary,
      plannedAddresses: plan.addresses.count().toString(),
      excludedAddresses: plan.snapshot.excludedAddresses,
      shardCount: plan.shards.length,
      plannedProbes: plan.probes.toString(),
      estimatedSeconds,
      slots,
      large,
      command: { id: command.id, name: command.name, scanner: command.scanner, options: command.optionsText },
      followUp: command.followUp?.text ?? null,
      resolvedNames: plan.snapshot.resolvedNames,
      problems: plan.problems,
    };
  }
}
