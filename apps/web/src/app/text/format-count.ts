/** Numbers beyond this are read as a power: 2^96 addresses say nothing digit by digit. */
const READABLE_DIGITS = 15;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Number with thin spaces between thousands; a very large one as `≈ 7.9 × 10²⁸`. Takes decimal text beyond 2^53. */
export function formatCount(count: number | string | bigint): string {
  const digits = String(count);
  if (digits.length > READABLE_DIGITS)
    return `≈ ${digits[0] ?? '0'}.${digits[1] ?? '0'} × 10${superscript(digits.length - 1)}`;
  return digits.replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1 host`, `3 hosts`. */
export function countOf(count: number | string, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${String(count) === '1' ? one : many}`;
}

/** Bytes in decimal units: `940 B`, `12.4 kB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`;
}

function superscript(value: number): string {
  return String(value).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit);
}
