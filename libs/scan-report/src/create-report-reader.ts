import { GuardedReader } from './guarded-reader.js';
import type { FormatReader } from './guarded-reader.js';
import { LineReportReader } from './lines/line-report-reader.js';
import { grepable } from './lines/grepable.js';
import { MasscanJsonReader } from './masscan/masscan-json-reader.js';
import { masscanList } from './masscan/masscan-list.js';
import { defaultLimits } from './reader-limits.js';
import type { ReaderLimits } from './reader-limits.js';
import { ReportFormat } from './report-event.js';
import type { ReportReader, ResumePoint } from './report-event.js';
import { XmlReportReader } from './xml/xml-report-reader.js';

export interface ReaderOptions {
  /** Bounds that differ from `defaultLimits`. */
  limits?: Partial<ReaderLimits>;
  /** Where to go on; without it, from the beginning. */
  resumeAt?: ResumePoint;
}

/**
 * Makes a reader for one report.
 *
 * To go on elsewhere and later, keep a host event's `endOffset` and the reader's `context()`; a new reader with both as
 * `resumeAt`, fed the bytes from that offset on, gives exactly the events that would have followed.
 *
 * @throws ReportRefused `bad_resume_point`
 */
export function createReportReader(format: ReportFormat, options: ReaderOptions = {}): ReportReader {
  const limits = { ...defaultLimits, ...options.limits };
  const fromStart = (options.resumeAt?.offset ?? 0) === 0;
  return new GuardedReader(formatReader(format, limits, options.resumeAt), fromStart);
}

function formatReader(format: ReportFormat, limits: ReaderLimits, resumeAt: ResumePoint | undefined): FormatReader {
  switch (format) {
    case ReportFormat.NmapXml:
    case ReportFormat.MasscanXml:
      return new XmlReportReader(format, limits, resumeAt);
    case ReportFormat.MasscanJson:
      return new MasscanJsonReader(limits, resumeAt);
    case ReportFormat.MasscanList:
      return new LineReportReader(format, masscanList, limits, resumeAt);
    case ReportFormat.NmapGrepable:
      return new LineReportReader(format, grepable, limits, resumeAt);
  }
}
