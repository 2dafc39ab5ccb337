/** Keeps the last bytes of a stream that may be endless, as text. */
export class TextTail {
  private bytes = Buffer.alloc(0);

  constructor(private readonly mostBytes = 4096) {}

  add(chunk: Uint8Array): void {
    const joined = Buffer.concat([this.bytes, chunk.subarray(-this.mostBytes)]);
    this.bytes = joined.subarray(Math.max(0, joined.byteLength - this.mostBytes));
  }

  toString(): string {
    // A character that was cut at the front becomes U+FFFD; NUL cannot be stored by PostgreSQL.
    return this.bytes.toString('utf8').replaceAll('\u0000', '\ufffd').trim();
  }
}
