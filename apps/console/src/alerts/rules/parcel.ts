import {
  type AlertLine,
  type AlertMessage,
  type AlertScan,
  MOST_ALERT_LINES,
  type Reference,
} from '@scanfleet/contracts';

export type LeftOut = AlertMessage['leftOut'];

/** What a message is made of: what one event gave an audience to tell. It may have to wait, so it is plain data. */
export interface Parcel {
  /** The event, if it is told. */
  readonly scan: AlertScan | null;
  /** The scan of which it tells. */
  readonly scanId: string | null;
  readonly site: Reference | null;
  readonly lines: readonly AlertLine[];
  /** Lines that were not kept. */
  readonly more: number;
  /** By kind, lines that were not kept too. */
  readonly counts: Readonly<Record<string, number>>;
  readonly leftOut: LeftOut;
  readonly at: string;
}

export const nothingLeftOut: LeftOut = { muted: 0, acknowledged: 0, flapping: 0, undone: 0 };

/** Counts lines and keeps the first of them, so that a million need no more memory than two hundred. */
export class LineTally {
  readonly lines: AlertLine[] = [];
  readonly counts: Record<string, number> = {};
  readonly leftOut = { ...nothingLeftOut };
  more = 0;

  /** @param most lines that are kept */
  constructor(private readonly most = MOST_ALERT_LINES) {}

  get count(): number {
    return this.lines.length + this.more;
  }

  /** @param line is only asked for while lines are kept */
  add(kind: AlertLine['kind'], line: () => AlertLine): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    if (this.lines.length < this.most) this.lines.push(line());
    else this.more += 1;
  }

  /** Adds all of a parcel. */
  addParcel({ lines, more, counts, leftOut }: Pick<Parcel, 'lines' | 'more' | 'counts' | 'leftOut'>): void {
    const kept = lines.slice(0, this.most - this.lines.length);
    this.lines.push(...kept);
    this.more += more + lines.length - kept.length;
    for (const [kind, count] of Object.entries(counts)) this.counts[kind] = (this.counts[kind] ?? 0) + count;
    for (const why of ['muted', 'acknowledged', 'flapping', 'undone'] as const) this.leftOut[why] += leftOut[why];
  }
}

/** How many things a parcel tells of. */
export function sizeOf({ scan, lines, more }: Pick<Parcel, 'scan' | 'lines' | 'more'>): number {
  return (scan === null ? 0 : 1) + lines.length + more;
}
