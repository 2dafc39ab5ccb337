import type { ShardProgress } from '@scanfleet/contracts';

/** nmap writes this into its XML report for each task every --stats-every seconds (timing.cc, nmap 7.93). */
const taskProgress =
  /<taskprogress task="([^"<]{1,120})" time="\d+" percent="(\d+(?:\.\d+)?)" remaining="\d+" etc="(\d+)"\/>/g;
/** masscan's status line: `rate:  0.10-kpps, 12.50% done,   0:00:10 remaining, found=3`. */
const statusLine = /([\d.]+)% done,\s+(\d+):(\d\d):(\d\d) remaining/g;
const CARRIED = 256;

/** Follows what scanners say about their own progress: nmap in its report, masscan on stderr. Percent is of the current task. */
export class ScanProgress {
  private latest: ShardProgress | null = null;
  private carried = '';

  constructor(private readonly now: () => number) {}

  current(): ShardProgress | null {
    return this.latest;
  }

  /** New bytes of nmap's report. Hosts cannot forge the element: nmap escapes `<` in all they say. */
  readReport(bytes: Uint8Array): void {
    const text = this.carried + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    for (const [, task = '', percent, etc] of text.matchAll(taskProgress)) {
      this.latest = { percent: bounded(Number(percent)), task, estimatedEndAt: isoTime(Number(etc) * 1000) };
    }
    this.carried = text.slice(-CARRIED);
  }

  /** New text of masscan's stderr. */
  readStatus(text: string): void {
    for (const [, percent, hours, minutes, seconds] of text.matchAll(statusLine)) {
      const leftMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
      this.latest = { percent: bounded(Number(percent)), task: null, estimatedEndAt: isoTime(this.now() + leftMs) };
    }
  }
}

function bounded(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

function isoTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
