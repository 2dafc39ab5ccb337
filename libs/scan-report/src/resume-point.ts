import type { ReportFormat, ResumePoint } from './report-event.js';
import { RefusalCode, ReportRefused } from './report-refused.js';

/**
 * Checks that a report of this format can be resumed there.
 *
 * @returns the byte offset to go on from
 * @throws ReportRefused `bad_resume_point`
 */
export function checkedOffset(format: ReportFormat, resumeAt: ResumePoint | undefined): number {
  if (!resumeAt) return 0;
  const { offset, context } = resumeAt;
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw refusal(0, `The offset ${offset} is not a byte offset. Use the endOffset of a host event.`);
  }
  if (context.format !== format) {
    throw refusal(
      offset,
      `The context belongs to a ${context.format} report, not to ${format}. Read from the beginning.`,
    );
  }
  return offset;
}

export function refusal(offset: number, message: string): ReportRefused {
  return new ReportRefused(RefusalCode.BadResumePoint, offset, message);
}
