/**
 * Bounds on what a report may hold. A scanned host can make its own record large, so sizes within a host cut that host
 * and record a problem; what only a forged file can hold (depth, attribute count, huge markup) refuses the report.
 */
export interface ReaderLimits {
  /** Nesting of elements. Beyond: refused. nmap's script tables nest freely but stay below 20 in its own scripts. */
  depth: number;
  /** Attributes on one element. Beyond: refused. nmap writes at most 14. */
  attributes: number;
  /** Characters of one attribute value or text. Beyond: cut, `value_truncated`. */
  valueLength: number;
  /** Bytes of one comment, processing instruction, document type or tag without values. Beyond: refused. */
  markupBytes: number;
  /** Services of one host. Beyond: left out, `host_truncated`. */
  servicesPerHost: number;
  /** Size of one host: characters as written, plus 64 for each element. Beyond: the rest is left out, `host_truncated`. */
  hostSize: number;
  /** Bytes of one masscan JSON record or one line of a line format. Beyond: skipped, `record_skipped`. */
  recordBytes: number;
}

export const defaultLimits: ReaderLimits = {
  depth: 64,
  attributes: 64,
  valueLength: 1024 * 1024,
  markupBytes: 1024 * 1024,
  servicesPerHost: 200_000,
  hostSize: 64 * 1024 * 1024,
  recordBytes: 4 * 1024 * 1024,
};
