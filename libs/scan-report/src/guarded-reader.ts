import { FOREIGN_BYTES, refuseForeignBytes } from './foreign-bytes.js';
import type { ReportContext, ReportEvent, ReportReader } from './report-event.js';
import { RefusalCode, ReportRefused } from './report-refused.js';

/** The part of a reader that knows a format. May throw; what it emitted before counts. */
export interface FormatReader {
  read(chunk: Uint8Array, emit: (event: ReportEvent) => void): void;
  finish(emit: (event: ReportEvent) => void): void;
  context(): ReportContext;
  /** Byte offset reached, for errors that carry none. */
  offset(): number;
}

/** Gives a format reader the promises of `ReportReader`: one class of error, no event lost to it, no life after it. */
export class GuardedReader implements ReportReader {
  private refusal: ReportRefused | undefined;

  private first: Uint8Array | undefined;

  constructor(
    private readonly format: FormatReader,
    fromStart: boolean,
  ) {
    if (fromStart) this.first = new Uint8Array(0);
  }

  write(chunk: Uint8Array): ReportEvent[] {
    return this.collect((emit) => {
      const bytes = this.first ? this.checked(this.first, chunk) : chunk;
      if (bytes) this.format.read(bytes, emit);
    });
  }

  end(): ReportEvent[] {
    const events = this.collect((emit) => {
      if (this.first) this.format.read(this.first, emit);
      this.format.finish(emit);
    });
    this.refusal ??= new ReportRefused(
      RefusalCode.Unreadable,
      this.format.offset(),
      'This reader was told that its report has ended. Make a new reader for more bytes.',
    );
    return events;
  }

  context(): ReportContext {
    return this.format.context();
  }

  /** Holds the very first bytes back until there are enough to tell what they are. */
  private checked(first: Uint8Array, chunk: Uint8Array): Uint8Array | undefined {
    const bytes = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
    this.first = bytes.length < FOREIGN_BYTES ? Uint8Array.from(bytes) : undefined;
    refuseForeignBytes(bytes);
    return this.first ? undefined : bytes;
  }

  private collect(step: (emit: (event: ReportEvent) => void) => void): ReportEvent[] {
    if (this.refusal) throw this.refusal;
    const events: ReportEvent[] = [];
    try {
      step((event) => events.push(event));
    } catch (error) {
      this.refusal = this.asRefusal(error);
      if (events.length === 0) throw this.refusal;
    }
    return events;
  }

  private asRefusal(error: unknown): ReportRefused {
    if (error instanceof ReportRefused) return error;
    return new ReportRefused(
      RefusalCode.Unreadable,
      this.format.offset(),
      'The report could not be read because of a fault in the reader. Keep the file and report the fault.',
      { cause: error },
    );
  }
}
