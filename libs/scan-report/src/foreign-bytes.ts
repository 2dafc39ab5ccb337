import { RefusalCode, ReportRefused } from './report-refused.js';

/** How many first bytes `refuseForeignBytes` wants to see. */
export const FOREIGN_BYTES = 4;

/**
 * Refuses what cannot be a report in any format by its first bytes: UTF-16 and UTF-32 (PowerShell's `>` writes that) and
 * compressed files.
 *
 * @throws ReportRefused `encoding_refused` or `not_a_report`
 */
export function refuseForeignBytes(first: Uint8Array): void {
  const [a, b, c, d] = first;
  if (a === undefined || b === undefined) return;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0) {
    throw new ReportRefused(
      RefusalCode.EncodingRefused,
      0,
      'The report is UTF-16 or UTF-32, as PowerShell writes with ">". Convert it to UTF-8, or let the scanner write the file.',
    );
  }
  const gzip = a === 0x1f && b === 0x8b;
  const zip = a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04;
  const zstd = a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;
  const bzip2 = a === 0x42 && b === 0x5a && c === 0x68;
  const xz = a === 0xfd && b === 0x37 && c === 0x7a && d === 0x58;
  if (gzip || zip || zstd || bzip2 || xz) {
    throw new ReportRefused(RefusalCode.NotAReport, 0, 'The report is compressed. Unpack it first.');
  }
}
