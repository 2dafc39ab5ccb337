import {
  AlertKind,
  type AlertMessage,
  type AlertScan,
  type DigestMode,
  MOST_ALERT_LINES,
  type Reference,
  ScanEvent,
} from '@scanfleet/contracts';
import type { Audience } from './audience.js';
import { changeCounts, eventWords, scanCounts } from './count-words.js';
import { LineTally, type Parcel } from './parcel.js';
import { scanUrl } from './told-event.js';

/** A message and the scans of which it tells, also where it tells of no event of theirs. */
export interface ComposedMessage {
  readonly message: AlertMessage;
  readonly scanIds: readonly string[];
}

/** Gathers parcels one by one into one message, so that of a long digest no more is in memory than is told. */
export class MessageComposer {
  private readonly tally = new LineTally();
  private readonly scans: AlertScan[] = [];
  private readonly events: Record<string, number> = {};
  private readonly scanIds = new Set<string>();
  private readonly sites = new Map<string, Reference | null>();
  private parcels = 0;

  constructor(private readonly audience: Pick<Audience, 'rule' | 'mails' | 'timing'>) {}

  /** Whether there is anything to tell. */
  get isEmpty(): boolean {
    return this.scans.length === 0 && this.tally.count === 0;
  }

  add(parcel: Parcel): void {
    this.parcels += 1;
    this.tally.addParcel(parcel);
    const { scan, scanId, site } = parcel;
    this.sites.set(site?.id ?? '', site);
    if (scanId !== null && this.scanIds.size < MOST_ALERT_LINES) this.scanIds.add(scanId);
    if (scan === null) return;
    this.events[scan.event] = (this.events[scan.event] ?? 0) + 1;
    if (this.scans.length < MOST_ALERT_LINES) this.scans.push(scan);
  }

  compose({ id, at, publicUrl }: { id: string; at: Date; publicUrl: string | null }): ComposedMessage {
    const { lines, more, leftOut } = this.tally;
    const counts = { ...this.events, ...this.tally.counts };
    const kind = this.kind();
    const [scanId, ...others] = this.scanIds;
    const url =
      scanId !== undefined && others.length === 0 ? scanUrl(publicUrl, scanId) : listUrl(publicUrl, this.tally);
    const message: AlertMessage = {
      version: 1,
      id,
      kind,
      severity: severityOf(counts),
      subject: this.subject(kind),
      rule: this.audience.rule,
      site: this.site(),
      scans: [...this.scans],
      lines: [...lines],
      more,
      counts,
      leftOut: { ...leftOut },
      url,
      at: at.toISOString(),
    };
    return { message, scanIds: [...this.scanIds] };
  }

  private kind(): AlertMessage['kind'] {
    if (this.audience.mails !== null) return this.audience.mails;
    if (this.parcels > 1) return 'digest';
    return this.scans.length > 0 ? 'scan' : 'changes';
  }

  /** The site, if all is of the same one. */
  private site(): Reference | null {
    const [first = null, ...others] = this.sites.values();
    return others.length === 0 ? first : null;
  }

  private subject(kind: AlertMessage['kind']): string {
    const [scan, ...others] = this.scans;
    const where = this.site()?.name ?? (scan && others.length === 0 && this.parcels === 1 ? scan.targets : null);
    const what = scan && this.parcels === 1 ? `scan ${eventWords[scan.event]}` : scanCounts(this.events);
    const told = [what, changeCounts(this.tally.counts)].filter((text) => text !== '').join(', ');
    const named = kind === 'digest' ? `${digestWords[this.audience.timing.digest]}: ${told}` : told;
    const text = where === null ? named : `${where}: ${named}`;
    return `[Scanfleet] ${text}`;
  }
}

const digestWords: Readonly<Record<DigestMode, string>> = {
  immediate: 'after quiet hours',
  hourly: 'hourly digest',
  daily: 'daily digest',
};

const problems: readonly string[] = [ScanEvent.Failed, ScanEvent.Partial];
const warnings: readonly string[] = [
  ScanEvent.Cancelled,
  ScanEvent.Paused,
  AlertKind.HostGone,
  AlertKind.CertificateExpiring,
];

function severityOf(counts: Readonly<Record<string, number>>): AlertMessage['severity'] {
  if (problems.some((event) => (counts[event] ?? 0) > 0)) return 'problem';
  return warnings.some((event) => (counts[event] ?? 0) > 0) ? 'warning' : 'info';
}

/** Where what is of no single scan can be looked at. */
function listUrl(publicUrl: string | null, { count }: LineTally): string | null {
  if (publicUrl === null) return null;
  return count > 0 ? `${publicUrl}/changes` : `${publicUrl}/scans`;
}
