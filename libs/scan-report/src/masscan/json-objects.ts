const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const EMPTY = Buffer.alloc(0);

/** One `{...}` of the stream. */
export interface JsonText {
  /** undefined where it was longer than the limit and skipped. */
  text: string | undefined;
  /** Byte offset behind its closing brace (behind the line, where it was skipped). */
  endOffset: number;
}

/**
 * Finds the top-level objects of a JSON-like byte stream, whatever stands between them: masscan forgets its closing
 * bracket, leaves trailing commas, or writes one object a line. Byte offsets are exact, memory is bounded. After an
 * object that is too long it goes on at the next line, since masscan writes one record a line.
 */
export class JsonObjects {
  private waiting: Buffer = EMPTY;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private skipLine = false;
  private foreign: number | undefined;
  private anyObject: boolean;

  constructor(
    /** Byte offset of the first waiting byte. */
    private offset: number,
    private readonly recordBytes: number,
  ) {
    this.anyObject = offset > 0;
  }

  *push(chunk: Uint8Array): Generator<JsonText, void, undefined> {
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const known = this.waiting.length;
    const data = known === 0 ? fresh : Buffer.concat([this.waiting, fresh]);
    let start = 0;
    for (let i = known; i < data.length; i++) {
      const byte = data[i] ?? 0;
      if (this.skipLine) {
        this.skipLine = byte !== NEWLINE;
        start = i + 1;
        if (!this.skipLine) yield { text: undefined, endOffset: this.offset + start };
      } else if (this.depth === 0) {
        start = i + 1;
        if (byte === OPEN) {
          start = i;
          this.depth = 1;
          this.anyObject = true;
        } else if (!this.anyObject && !isPunctuation(byte)) {
          this.foreign ??= this.offset + i;
        }
      } else if (this.follow(byte)) {
        yield { text: data.toString('utf8', start, i + 1), endOffset: this.offset + i + 1 };
        start = i + 1;
      } else if (i - start > this.recordBytes) {
        this.abandon();
      }
    }
    this.offset += start;
    this.waiting = start === data.length ? EMPTY : Buffer.from(data.subarray(start));
  }

  /** Whether the stream ends inside an object. */
  insideObject(): boolean {
    return this.depth > 0 || this.skipLine;
  }

  /** Byte offset of the first byte before any object that does not belong there, if any. */
  foreignAt(): number | undefined {
    return this.foreign;
  }

  /** Byte offset behind the last byte received. */
  received(): number {
    return this.offset + this.waiting.length;
  }

  /** @returns whether this byte ends the object */
  private follow(byte: number): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.inString = false;
      return false;
    }
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN) this.depth++;
    else if (byte === CLOSE) this.depth--;
    return this.depth === 0;
  }

  private abandon(): void {
    this.depth = 0;
    this.inString = this.escaped = false;
    this.skipLine = true;
  }
}

/** White space, list brackets, commas and a UTF-8 byte order mark. */
function isPunctuation(byte: number): boolean {
  return (
    byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0x2c || byte === 0x5b || byte === 0x5d || byte >= 0xbb
  );
}
