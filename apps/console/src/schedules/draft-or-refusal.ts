import type { CreateScanRequest } from '@scanfleet/contracts';
import { SkipReason } from '@scanfleet/contracts';
import { Refusal } from '../platform/http/refusal.js';
import type { DraftedScan, ScanCreator } from '../scans/scan-creator.js';

/** A planned scan, or why there can be none. */
export type Drafting =
  | { readonly kind: 'drafted'; readonly scan: DraftedScan }
  | { readonly kind: 'refused'; readonly reason: SkipReason; readonly detail: string };

/** Plans the scan of a schedule. A refusal is an answer: the occurrence is skipped with it. */
export async function draftOrRefusal(creator: ScanCreator, wish: CreateScanRequest): Promise<Drafting> {
  try {
    return { kind: 'drafted', scan: await creator.draft(wish) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reason = error.code === 'site_disabled' ? SkipReason.SiteDisabled : SkipReason.Refused;
    return { kind: 'refused', reason, detail: error.message };
  }
}
