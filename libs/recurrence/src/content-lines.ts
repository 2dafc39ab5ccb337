import { type Piece } from './problem.js';

/**
 * The lines of a text, with those that RFC 5545 (3.1) folds put together again, and without empty ones. People indent, too: a
 * line that begins like a property is one, however far to the right.
 */
export function contentLines(text: string): ContentLine[] {
  const lines: ContentLine[] = [];
  let open: ContentLine | undefined;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const written = raw.trimEnd();
    const first = written.search(/\S/);
    if (first === -1) continue;
    if (open !== undefined && first > 0 && !property.test(written.slice(first))) {
      // Only the first blank is the fold's; the others belong to the value, where blanks beside commas do no harm.
      open.append({ text: written.slice(1), line: index + 1, column: 2 });
      continue;
    }
    open = new ContentLine({ text: written.slice(first), line: index + 1, column: first + 1 });
    lines.push(open);
  }
  return lines;
}

const property = /^(?:[A-Z-]+[;:]|[A-Z]+=)/i;

/** A line that may have been folded, and knows where each of its parts was written. */
export class ContentLine {
  private readonly pieces: Piece[];
  private joined: string | undefined;

  constructor(first: Piece) {
    this.pieces = [first];
  }

  /** Everything, in one. */
  get text(): string {
    return (this.joined ??= this.pieces.map(({ text }) => text).join(''));
  }

  append(piece: Piece): void {
    this.pieces.push(piece);
    this.joined = undefined;
  }

  /** The part between two places of `text`, without blanks around it. */
  slice(from: number, until: number): Piece {
    const raw = this.text.slice(from, until);
    const text = raw.trim();
    let offset = from + (text === '' ? 0 : raw.indexOf(text));
    for (const piece of this.pieces) {
      if (offset < piece.text.length) return { text, line: piece.line, column: piece.column + offset };
      offset -= piece.text.length;
    }
    const last = this.pieces.at(-1) ?? { text: '', line: 1, column: 1 };
    return { text, line: last.line, column: last.column + last.text.length };
  }

  /** The parts between separators, from one place of `text` to another. */
  split(separator: string, from: number, until: number): { piece: Piece; from: number; until: number }[] {
    const parts = [];
    const { text } = this;
    for (let begin = from; begin <= until;) {
      const found = text.indexOf(separator, begin);
      const end = found === -1 || found > until ? until : found;
      parts.push({ piece: this.slice(begin, end), from: begin, until: end });
      begin = end + separator.length;
    }
    return parts;
  }
}
