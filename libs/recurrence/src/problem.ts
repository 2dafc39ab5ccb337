/** What is wrong with a recurrence as it was given. */
export interface RecurrenceProblem {
  readonly field: 'start' | 'zone' | 'rules';
  /** Whole sentences: what is wrong, what to write instead, and an example. Foreign text in it is harmless. */
  readonly message: string;
  /** Where `token` begins, both 1-based; only in `rules`. */
  readonly line?: number;
  readonly column?: number;
  /** The text that is wrong, as it was given: never show it unescaped. */
  readonly token?: string;
}

/** A part of a text, and the place where it begins. */
export interface Piece {
  readonly text: string;
  /** Both 1-based, in UTF-16 code units as text fields count. */
  readonly line: number;
  readonly column: number;
}

/** Reading goes on after a problem, so that one answer names them all; never more than this. */
export const mostProblems = 20;

const longestToken = 200;

/** A problem with a part of the rules. */
export function problemWith(piece: Piece, message: string): RecurrenceProblem {
  const { line, column, text } = piece;
  return { field: 'rules', message, line, column, token: text.slice(0, longestToken) };
}
