import type { FormatReader } from '../guarded-reader.js';
import type { ReaderLimits } from '../reader-limits.js';
import { ProblemCode } from '../report-event.js';
import type { ReportContext, ReportEvent, ReportFormat, ResumePoint, StartInfo } from '../report-event.js';
import { RefusalCode, ReportRefused } from '../report-refused.js';
import { checkedOffset } from '../resume-point.js';
import type { LineFormat, LineMeaning } from './line-format.js';
import { LineSplitter } from './line-splitter.js';

/** Reads a line format; a line without its line end is not complete. One host event per line. */
export class LineReportReader implements FormatReader {
  private readonly lines: LineSplitter;
  private start: StartInfo | undefined;
  private understood: boolean;
  private finished = false;
  private hostsRead = 0;

  constructor(
    private readonly format: ReportFormat,
    private readonly lineFormat: LineFormat,
    limits: ReaderLimits,
    resumeAt: ResumePoint | undefined,
  ) {
    const offset = checkedOffset(format, resumeAt);
    this.lines = new LineSplitter(offset, limits.recordBytes);
    this.understood = offset > 0;
    if (resumeAt?.context.start) this.start = structuredClone(resumeAt.context.start);
  }

  read(chunk: Uint8Array, emit: (event: ReportEvent) => void): void {
    for (const { text, endOffset } of this.lines.push(chunk)) {
      const meaning: LineMeaning = text === undefined ? { kind: 'unreadable' } : this.lineFormat.read(text, this.start);
      this.take(meaning, endOffset, emit);
    }
  }

  finish(emit: (event: ReportEvent) => void): void {
    const cutLine = this.lines.rest().trim() !== '';
    if (this.finished || (!this.understood && !cutLine)) return;
    const missing = cutLine ? 'The report ends inside a line' : 'The report ends without its closing line';
    emit({
      kind: 'problem',
      code: ProblemCode.Truncated,
      message: `${missing}. ${this.hostsRead} complete host lines were read and kept.`,
      offset: this.lines.received(),
    });
  }

  context(): ReportContext {
    return this.start ? { format: this.format, start: structuredClone(this.start) } : { format: this.format };
  }

  offset(): number {
    return this.lines.received();
  }

  private take(meaning: LineMeaning, endOffset: number, emit: (event: ReportEvent) => void): void {
    switch (meaning.kind) {
      case 'nothing':
        return;
      case 'start':
        this.understood = true;
        this.start = meaning.start;
        return emit({ kind: 'start', ...structuredClone(meaning.start) });
      case 'host':
        this.understood = true;
        this.hostsRead++;
        return emit({ kind: 'host', observation: meaning.observation, endOffset });
      case 'finished':
        this.understood = this.finished = true;
        return emit(meaning.finished);
      case 'unreadable':
        return this.skip(endOffset, emit);
    }
  }

  private skip(endOffset: number, emit: (event: ReportEvent) => void): void {
    if (!this.understood) {
      throw new ReportRefused(
        RefusalCode.NotAReport,
        endOffset,
        `This is not ${this.lineFormat.title}: its first line is not one. Choose another file or format.`,
      );
    }
    const message = `A line is not as ${this.lineFormat.title} has them (or far too long) and was left out.`;
    emit({ kind: 'problem', code: ProblemCode.RecordSkipped, message, offset: endOffset });
  }
}
