const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);

/** One line of a report. */
export interface Line {
  /** Without its line end; undefined where it was longer than the limit and dropped. */
  text: string | undefined;
  /** Byte offset behind its line end. */
  endOffset: number;
}

/** Cuts a byte stream into lines with exact byte offsets and bounded memory. */
export class LineSplitter {
  private waiting: Buffer = EMPTY;
  private tooLong = false;

  constructor(
    private offset: number,
    private readonly lineBytes: number,
  ) {}

  *push(chunk: Uint8Array): Generator<Line, void, undefined> {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = fresh.indexOf(NEWLINE); end !== -1; end = fresh.indexOf(NEWLINE, from)) {
      const piece = fresh.subarray(from, end);
      const bytes = this.waiting.length === 0 ? piece : Buffer.concat([this.waiting, piece]);
      const dropped = this.tooLong || bytes.length > this.lineBytes;
      this.offset += bytes.length + 1;
      this.waiting = EMPTY;
      this.tooLong = false;
      from = end + 1;
      yield { text: dropped ? undefined : bytes.toString().replace(/\r$/, ''), endOffset: this.offset };
    }
    this.keep(fresh.subarray(from));
  }

  /** The line that never ended, if there is one. */
  rest(): string {
    return this.tooLong ? '…' : this.waiting.toString();
  }

  /** Byte offset behind the last byte received. */
  received(): number {
    return this.offset + this.waiting.length;
  }

  private keep(rest: Buffer): void {
    if (rest.length === 0) return;
    this.waiting = Buffer.concat([this.waiting, rest]);
    if (this.tooLong || this.waiting.length > this.lineBytes) {
      this.offset += this.waiting.length;
      this.waiting = EMPTY;
      this.tooLong = true;
    }
  }
}
