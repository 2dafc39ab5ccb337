const mostListed = 8;

/** `a`, `a and b`, `a, b and c`; of many the first, and how many more there are. */
export function listed(words: readonly string[]): string {
  const shown = words.length > mostListed ? words.slice(0, mostListed - 1) : words;
  const rest = words.length - shown.length;
  const all = rest > 0 ? [...shown, `${rest} more`] : shown;
  if (all.length <= 1) return all.join('');
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`;
}

/** `1st`, `2nd`, `11th`. */
export function ordinal(number: number): string {
  const tens = number % 100;
  const suffix = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${suffix}`;
}

/** `1st`, and for what counts from the end `last` or `2nd last`. */
export function position(number: number): string {
  if (number > 0) return ordinal(number);
  return number === -1 ? 'last' : `${ordinal(-number)} last`;
}

/** Do the numbers follow each other without a gap? */
export function isRun(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
}
