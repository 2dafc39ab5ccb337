import type { ReaderLimits } from '../reader-limits.js';
import { RefusalCode, ReportRefused } from '../report-refused.js';
import { tooManyAttributes } from './xml-fault.js';

/** Text, a tag, or a value within this quote. */
type Inside = 'text' | 'tag' | typeof DOUBLE_QUOTE | typeof SINGLE_QUOTE;

/** Takes the pieces of a report in order. */
export interface SliceSink {
  /**
   * @param bytes the piece; only good until this returns
   * @param start byte offset of its first byte
   * @returns whether the piece ended exactly with a tag, so that what follows is text between tags
   */
  slice(bytes: Buffer, start: number): boolean;
  /** The value being read is cut here: what follows of it was dropped. */
  cut(): void;
}

const GREATER = 0x3e;
const LESS = 0x3c;
const HOST_END = Buffer.from('</host');
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const CARRIAGE_RETURN = 0x0d;
const EXCLAMATION = 0x21;
const QUESTION = 0x3f;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const EMPTY = Buffer.alloc(0);
/** Bytes that may wait for a `>` before they are handed on without one. */
const WAITING_BYTES = 64 * 1024;
/** The longest UTF-8 or reference spelling of one character that nmap writes (`&#x10ffff;`), rounded down. */
const BYTES_PER_CHARACTER = 8;

/**
 * Cuts the byte stream behind every `</host>` and else behind the last `>` at hand. So a host's end is always a piece's
 * end and its byte offset is exact, however the stream was chunked and whatever is in it: the `>` that ends a tag is the
 * first one after its `</host`, and a look-alike in a comment only makes one more piece. No piece ever ends within a
 * UTF-8 character or a reference.
 *
 * Values too long to wait for are handed on in pieces, and dropped from the limit on, so memory stays bounded.
 */
export class MarkupSlicer {
  private waiting: Buffer = EMPTY;
  /** Inside which the waiting bytes begin: text, a tag, a quoted value (its quote), or not known. */
  private inside: Inside | 'unknown' = 'unknown';
  /** Bytes since that began. */
  private runBytes = 0;
  /** Values of the tag that the waiting bytes go on with. */
  private values = 0;
  private dropUntil: number | undefined;

  constructor(
    /** Byte offset of the first waiting byte. */
    private offset: number,
    private readonly limits: ReaderLimits,
    private readonly sink: SliceSink,
  ) {}

  push(chunk: Uint8Array): void {
    const fresh = this.dropped(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (fresh.length === 0) return;
    // Only the waiting bytes' own end is put behind them; to copy the whole chunk would cost memory and time.
    const first = this.waiting.length === 0 ? 0 : fresh.indexOf(GREATER) + 1;
    if (first > 0) this.emitUpToTag(Buffer.concat([this.waiting, fresh.subarray(0, first)]));
    const used = first > 0 || this.waiting.length === 0 ? this.handOn(fresh, first) : 0;
    const rest = fresh.subarray(used);
    this.waiting = used > 0 || this.waiting.length === 0 ? Buffer.from(rest) : Buffer.concat([this.waiting, rest]);
    if (this.waiting.length > WAITING_BYTES) this.handOnValue();
  }

  /** What is left at the end: the beginning of a tag or text that never was completed. */
  rest(): string {
    return this.waiting.toString();
  }

  /** Byte offset behind the last byte received. */
  received(): number {
    return this.offset + this.waiting.length;
  }

  /** Hands on all pieces of `data` that begin at `begin` or later. @returns the offset in `data` that was reached */
  private handOn(data: Buffer, begin: number): number {
    let from = begin;
    let search = begin;
    for (;;) {
      const candidate = data.indexOf(HOST_END, search);
      if (candidate === -1) break;
      const after = data[candidate + HOST_END.length];
      // </hostnames> and </hostscript> are far more frequent than a host's own end.
      if (after === 0x6e || after === 0x73) {
        search = candidate + HOST_END.length;
        continue;
      }
      const end = data.indexOf(GREATER, candidate) + 1;
      if (end === 0) break;
      this.emitUpToTag(data.subarray(from, end));
      from = search = end;
    }
    const last = data.lastIndexOf(GREATER) + 1;
    if (last > from) {
      this.emitUpToTag(data.subarray(from, last));
      from = last;
    }
    return from;
  }

  private emitUpToTag(bytes: Buffer): void {
    this.inside = this.emit(bytes) ? 'text' : 'unknown';
    this.runBytes = 0;
  }

  private emit(bytes: Buffer): boolean {
    const start = this.offset;
    this.offset += bytes.length;
    return this.sink.slice(bytes, start);
  }

  /** Lets go of the rest of a value that was cut. */
  private dropped(bytes: Buffer): Buffer {
    if (this.dropUntil === undefined) return bytes;
    const end = bytes.indexOf(this.dropUntil);
    this.offset += end === -1 ? bytes.length : end;
    if (end === -1) return EMPTY;
    this.dropUntil = undefined;
    return bytes.subarray(end);
  }

  /** A long value is on its way: hands on what has come of it. */
  private handOnValue(): void {
    if (this.inside === 'unknown') this.refuseMarkup();
    const end = wholeCharacters(this.waiting);
    const inside = this.follow(this.inside, end);
    this.inside = inside;
    const bytes = this.waiting.subarray(0, end);
    this.waiting = Buffer.from(this.waiting.subarray(end));
    this.emit(bytes);
    const limit = this.limits.valueLength * BYTES_PER_CHARACTER;
    if (this.runBytes <= limit || inside === 'tag') return;
    this.sink.cut();
    this.dropUntil = inside === 'text' ? LESS : inside;
    // A partial reference or character at the end belongs to the value that is dropped.
    const rest = this.dropped(this.waiting);
    this.waiting = rest.length === 0 ? EMPTY : Buffer.from(rest);
  }

  /** Follows text, tags and quotes through the first `end` waiting bytes, none of which is a `>`. */
  private follow(from: Inside, end: number): Inside {
    let inside = from;
    let since = -this.runBytes;
    for (let i = 0; i < end; i++) {
      const before = inside;
      inside = this.next(inside, this.waiting[i], this.waiting[i + 1]);
      if (inside !== before) since = i;
      if (inside === 'tag' && before === 'text') this.values = 0;
      if (before === 'tag' && inside !== 'tag' && ++this.values > this.limits.attributes) {
        throw tooManyAttributes(this.limits.attributes, this.offset + i);
      }
    }
    this.runBytes = end - since;
    if (inside === 'tag' && this.runBytes > this.limits.markupBytes) this.refuseMarkup();
    return inside;
  }

  private next(inside: Inside, byte: number | undefined, following: number | undefined): Inside {
    if (inside === 'text') {
      if (byte !== LESS) return inside;
      if (following === EXCLAMATION || following === QUESTION) this.refuseMarkup();
      return 'tag';
    }
    if (inside === 'tag') return byte === DOUBLE_QUOTE || byte === SINGLE_QUOTE ? byte : inside;
    return byte === inside ? 'tag' : inside;
  }

  private refuseMarkup(): never {
    throw new ReportRefused(
      RefusalCode.MarkupTooLarge,
      this.offset,
      'The report holds a comment, tag or declaration far larger than any scanner writes. Check where the file comes from.',
    );
  }
}

/** The length up to which no character, reference or line end is cut in two. */
function wholeCharacters(bytes: Buffer): number {
  let end = bytes.length;
  const reference = bytes.lastIndexOf(AMPERSAND);
  if (reference > end - 16 && bytes.indexOf(SEMICOLON, reference) === -1) end = reference;
  for (let back = 0; back < 4; back++) {
    const byte = bytes[end - 1] ?? 0;
    if (byte >= 0x80 || byte === CARRIAGE_RETURN || byte === LESS) end--;
    if (byte < 0x80 || byte >= 0xc0) break;
  }
  return end;
}
