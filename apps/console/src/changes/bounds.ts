/** Longest text of a column that lists show, characters; what a host says of itself may be far longer. */
export const LONGEST_TEXT = 1024;
/** Largest value of a Postgres integer. */
export const LARGEST_INTEGER = 2_147_483_647;
/** Largest value of a Postgres bigint. A number of 19 digits may be more: nothing has it as its id. */
export const LARGEST_ID = 2n ** 63n - 1n;

/** A text short enough for lists, or null. The observation keeps all of it. */
export function shorten(text: string | undefined): string | null {
  if (text === undefined) return null;
  // Cutting may halve a pair of surrogates.
  return text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT).toWellFormed() : text;
}

/** A number that a column can hold, from 0 up to `largest`; reports may claim any. */
export function upTo(largest: number, value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : Math.round(Math.min(largest, Math.max(0, value)));
}
